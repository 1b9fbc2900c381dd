internal import Glibc

/// The words of one script, one after the other, and the likeliest course of languages through them (Viterbi): to go on
/// in the same language costs nothing, to change it costs what a few clear words are worth.
struct Course {
    private let first: Int
    private let count: Int
    /// Scores of a word lie so far apart.
    private let stride: Int
    /// By language: what it has ahead.
    private let ahead: [Int32]
    /// By how many words say something, as `LanguageModel.scales`.
    private let scales: [Float]
    private let isHan: Bool
    private let gibberish: Gibberish
    /// By language: whether words among Chinese, Japanese or Korean lean to it; empty where to none.
    private let isLeaning: [Bool]

    private var wordScores: WordScores
    private var places: [Int] = []
    private var words: [WordScores.Word] = []
    private var letters: [UInt32] = []
    /// By word, `stride` of them: what each language has of it.
    private var scores: [Int16]
    /// By word: how much it looks like none of any language.
    private var doubts: [Int16]
    /// By word, alike: 1 where the best course in that language changed into it here.
    private var changes: [UInt8]
    /// By word: the language that a change is from.
    private var bests: [UInt8]
    private var paths: [Int32]
    private var sums: [Int32]
    /// Words kept at once; what a course of languages costs is bounded by it.
    static let limit = 256
    /// Sixteenths of a nat, as the model's weights.
    static let costOfChange: Int32 = 80
    static let headStart: Int32 = 48
    /// How far what other languages have is put back in a word next to Chinese, Japanese or Korean.
    static let leaning: Int16 = 96
    /// The most that an acronym, a name in CamelCase or a word with digits may say.
    static let leastSaid: Int16 = 16

    init(_ script: LanguageModel.Script, of model: LanguageModel, expecting expectation: LanguageDetector.Expectation) {
        first = script.languages.lowerBound
        count = script.languages.count
        stride = LanguageModel.maximumLanguages
        isHan = script.code == "Hani"
        let tags = model.languages[script.languages]
        let considered = tags.map { tag in expectation.only.contains { LanguageTag.covers($0, tag) } }
        wordScores = WordScores(
            script, isConsidered: considered.contains(true) ? considered : considered.map { _ in true })
        ahead = zip(tags, model.heads[script.languages]).map { tag, head in
            Int32(head) + (expectation.likely.contains { LanguageTag.covers($0, tag) } ? Self.headStart : 0)
        }
        scales = model.scales
        gibberish = Gibberish.of(script.code)
        let leaning = tags.map { tag in tag == "en" || expectation.likely.contains { LanguageTag.covers($0, tag) } }
        isLeaning = tags.contains("en") ? leaning : []
        doubts = [Int16](repeating: 0, count: Self.limit)
        paths = [Int32](repeating: 0, count: stride)
        scores = [Int16](repeating: 0, count: Self.limit * stride)
        changes = [UInt8](repeating: 0, count: Self.limit * stride)
        bests = [UInt8](repeating: 0, count: Self.limit)
        sums = [Int32](repeating: 0, count: count)
    }

    var isEmpty: Bool { places.isEmpty }
    var isFull: Bool { places.count >= Self.limit }

    /// The word at `place` of the detector's list. Not where the course is full.
    mutating func append(
        _ place: Int, _ letters: UnsafeBufferPointer<UInt32>, isKana: Bool, shape: TextScanner.Shape, isAmongCJK: Bool,
        model: LanguageModel
    ) {
        places.append(place)
        let start = self.letters.count
        self.letters.append(contentsOf: letters)
        words.append(
            WordScores.word(
                self.letters, from: start, isKana: isKana, shape: shape, isAmongCJK: isAmongCJK, model: model))
    }

    /// The last word turned out to be followed by Chinese, Japanese or Korean.
    mutating func lean() {
        if !words.isEmpty { words[words.count - 1].isAmongCJK = true }
    }

    /// Writes the language and confidence of each word, and is empty again.
    mutating func finish(_ read: inout [LanguageDetector.ReadWord], model: LanguageModel) {
        guard !places.isEmpty else { return }
        wordScores.write(words, letters, model: model, to: &scores, stride: stride, doubts: &doubts)
        weigh()
        findPath()
        // Back from the end.
        var language = 0
        for other in 0..<count where paths[other] > paths[language] { language = other }
        var end = places.count
        for index in places.indices.reversed() {
            let isChange = index > 0 && changes[index * stride + language] != 0
            if index == 0 || isChange {
                tell(words: &read, index..<end, language)
                end = index
                if isChange { language = Int(bests[index]) }
            }
        }
        places.removeAll(keepingCapacity: true)
        words.removeAll(keepingCapacity: true)
        letters.removeAll(keepingCapacity: true)
    }

    /// What words say that are written like names of things, and next to Chinese, Japanese or Korean, where Latin letters
    /// are English or a name: brands, acronyms.
    private mutating func weigh() {
        guard !isLeaning.isEmpty else { return }
        let capitals = words.reduce(0) { $0 + ($1.shape.contains(.capitals) ? 1 : 0) }
        let areAmongCJK = words.contains { $0.isAmongCJK }
        for (index, word) in words.enumerated() where word.isAmongCJK || !word.shape.isEmpty {
            let at = index * stride
            // A text all in capitals is no row of acronyms.
            if !word.shape.isDisjoint(with: [.camelCase, .digits])
                || word.shape.contains(.capitals) && (capitals * 2 <= words.count || areAmongCJK)
                || word.shape.contains(.initial) && areAmongCJK
            {
                for language in at..<at + count where scores[language] > -WordScores.loudest * 2 {
                    scores[language] = max(scores[language], -Self.leastSaid)
                }
                if areAmongCJK { doubts[index] = min(doubts[index], 0) }
            }
            guard word.isAmongCJK,
                !letters.withUnsafeBufferPointer({
                    NeutralWords.isLaughter(UnsafeBufferPointer(rebasing: $0[word.letters]))
                })
            else { continue }
            for language in 0..<count where !isLeaning[language] { scores[at + language] -= Self.leaning }
        }
    }

    /// Every word is looked at for every language: plain loops over memory, which the compiler does eight languages at
    /// once.
    private mutating func findPath() {
        let (count, stride, words) = (count, stride, places.count)
        paths.withUnsafeMutableBufferPointer { paths in
            scores.withUnsafeBufferPointer { scores in
                changes.withUnsafeMutableBufferPointer { changes in
                    ahead.withUnsafeBufferPointer { ahead in
                        for language in 0..<count { paths[language] = Int32(scores[language]) &+ ahead[language] }
                        for index in 1..<max(1, words) {
                            var top = paths[0]
                            for language in 1..<max(1, count) { top = max(top, paths[language]) }
                            var best = 0
                            while paths[best] != top { best &+= 1 }
                            bests[index] = UInt8(truncatingIfNeeded: best)
                            let changed = top &- Self.costOfChange
                            let at = index &* stride
                            for language in 0..<count {
                                let entered = changed &+ ahead[language]
                                changes[at &+ language] = entered > paths[language] ? 1 : 0
                                paths[language] =
                                    max(entered, paths[language]) &+ Int32(scores[at &+ language])
                            }
                        }
                    }
                }
            }
        }
    }

    private mutating func tell(words: inout [LanguageDetector.ReadWord], _ range: Range<Int>, _ language: Int) {
        let (count, stride) = (count, stride)
        var said = 0
        sums.withUnsafeMutableBufferPointer { sums in
            scores.withUnsafeBufferPointer { scores in
                for other in 0..<count { sums[other] = ahead[other] }
                for index in range {
                    let at = index &* stride
                    var any: Int16 = 0
                    for other in 0..<count {
                        sums[other] &+= Int32(scores[at &+ other])
                        any |= scores[at &+ other]
                    }
                    if any != 0 { said += 1 }
                }
            }
        }
        let doubt = range.reduce(0) { $0 + Int32(doubts[$1]) }
        var second = Int32.min / 2
        for other in 0..<count where other != language { second = max(second, sums[other]) }
        if gibberish.isLikely(
            doubt, behind: ahead[language] - sums[language], margin: sums[language] - second, said: said)
        {
            return
        }
        let scale = Double(scales[min(Self.kind(said), scales.count - 1)]) / 16
        var total = 0.0
        var chinese = 0.0
        for other in 0..<count {
            let behind = Double(sums[other] - sums[language]) * scale
            // What is so far behind adds nothing that shows.
            guard behind > -12 else { continue }
            let odds = exp(behind)
            total += odds
            if isHan && other < 2 { chinese += odds }
        }
        var told = Int16(first + language)
        var confidence = said == 0 ? 0 : 1 / total
        if isHan, language < 2, confidence < 0.7 {
            told = LanguageDetector.ReadWord.anyChinese
            confidence = chinese / total
        }
        for index in range {
            words[places[index]].language = told
            words[places[index]].confidence = Float(confidence)
        }
    }

    /// Texts of so many words are scaled alike: n-grams of a word repeat each other, words of a text do not stand for
    /// themselves.
    private static func kind(_ words: Int) -> Int {
        switch words {
        case ...2: words
        case 3...5: 3
        default: 4
        }
    }
}
