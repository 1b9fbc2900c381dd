internal import Glibc

/// The words of one script, one after the other, and the likeliest course of languages through them (Viterbi): to go on
/// in the same language costs nothing, to change it costs what a few clear words are worth.
struct Course {
    private let first: Int
    private let count: Int
    /// Scores of a word lie so far apart.
    private let stride: Int
    /// By language: nil where it is not considered, else what it has ahead.
    private let ahead: [Int32]
    private let isConsidered: [Bool]
    private let isHan: Bool

    private var places: [Int] = []
    /// By word, `stride` of them: what each language has of it.
    private var scores: [Int16]
    /// By word, alike: 1 where the best course in that language changed into it here.
    private var changes: [UInt8]
    /// By word: the language that a change is from.
    private var bests: [UInt8]
    private var paths: [Int32]
    private var sums: [Int32]
    /// Scores of words met before, by their hash: most words of a text are common ones. Gives what scoring would.
    private var knownWords: [UInt64]
    private var knownScores: [Int16]
    private static let known = 4096

    /// Words kept at once; what a course of languages costs is bounded by it.
    static let limit = 256
    /// Sixteenths of a nat, as the model's weights.
    static let costOfChange: Int32 = 80
    /// The most that one word may say for one language against another: a name is no proof.
    static let loudest: Int16 = 128
    static let headStart: Int32 = 48
    /// What is likely before a word is read: English words stand in texts of all languages, and a few characters that
    /// Chinese shares with Cantonese or Japanese are Chinese.
    private static let usual: [String: Int32] = ["en": 4, "yue": -56, "ja": -32]

    /// Characters that only Cantonese is written with, or nearly.
    private static let cantonese = Set("嘅喺唔咗哋啲冇嚟咁噉佢睇攞嘢乜啱嗰囉喎啩諗搵瞓嘥喇".unicodeScalars.map(\.value))

    init(_ script: LanguageModel.Script, of model: LanguageModel, expecting expectation: LanguageDetector.Expectation) {
        first = script.languages.lowerBound
        count = script.languages.count
        stride = LanguageModel.maximumLanguages
        isHan = script.code == "Hani"
        let tags = model.languages[script.languages]
        let considered = tags.map { tag in expectation.only.contains { LanguageTag.covers($0, tag) } }
        isConsidered = considered.contains(true) ? considered : considered.map { _ in true }
        ahead = tags.map { tag in
            (Self.usual[tag] ?? 0)
                + (expectation.likely.contains { LanguageTag.covers($0, tag) } ? Self.headStart : 0)
        }
        paths = [Int32](repeating: 0, count: stride)
        scores = [Int16](repeating: 0, count: Self.limit * stride)
        changes = [UInt8](repeating: 0, count: Self.limit * stride)
        bests = [UInt8](repeating: 0, count: Self.limit)
        sums = [Int32](repeating: 0, count: count)
        knownWords = [UInt64](repeating: 0, count: Self.known)
        knownScores = [Int16](repeating: 0, count: Self.known * count)
    }

    var isEmpty: Bool { places.isEmpty }
    var isFull: Bool { places.count >= Self.limit }

    /// The word at `place` of the detector's list. Not where the course is full.
    mutating func append(_ place: Int, _ letters: UnsafeBufferPointer<UInt32>, isKana: Bool, model: LanguageModel) {
        let index = places.count
        places.append(place)
        let (stride, count) = (stride, count)
        var hash: UInt64 = isKana ? 1 : 0xCBF2_9CE4_8422_2325
        for letter in letters { hash = (hash ^ UInt64(letter)) &* 0x100_0000_01B3 ^ (hash >> 29) }
        let slot = Int(truncatingIfNeeded: (hash ^ hash >> 31) & UInt64(Self.known - 1))
        let from = slot * count
        let to = index * stride
        if knownWords[slot] != hash {
            withUnsafeTemporaryAllocation(of: Int16.self, capacity: LanguageModel.maximumLanguages) { row in
                row.initialize(repeating: 0)
                guard let base = row.baseAddress else { return }
                if isKana || !NeutralWords.contains(letters) {
                    score(letters, isKana: isKana, model: model, into: base)
                }
                for language in 0..<count { knownScores[from + language] = row[language] }
            }
            knownWords[slot] = hash
        }
        knownScores.withUnsafeBufferPointer { known in
            scores.withUnsafeMutableBufferPointer { scores in
                for language in 0..<count { scores[to &+ language] = known[from &+ language] }
            }
        }
    }

    private func score(
        _ letters: UnsafeBufferPointer<UInt32>, isKana: Bool, model: LanguageModel,
        into base: UnsafeMutablePointer<Int16>
    ) {
        if isKana {
            // の stands for 的 in Chinese shop names: it says less.
            base[count - 1] = letters.count == 1 && letters[0] == 0x306E ? 48 : Self.loudest
        } else {
            model.score(letters, hasEnds: !isHan, first: first, into: base)
            // The Cantonese to train on is talk, the Chinese mostly words: 我 and 呢 alone do not make it Cantonese.
            if isHan, count > 2, !letters.contains(where: { Self.cantonese.contains($0) }) {
                base[2] = min(base[2], max(base[0], base[1]) - 16)
            }
        }
        var top = Int16.min
        for language in 0..<count where isConsidered[language] { top = max(top, base[language]) }
        let floor = top - Self.loudest
        for language in 0..<count {
            base[language] = isConsidered[language] ? max(base[language], floor) - top : -Self.loudest * 8
        }
    }

    /// Writes the language and confidence of each word, and is empty again.
    mutating func finish(_ words: inout [LanguageDetector.ReadWord]) {
        guard !places.isEmpty else { return }
        findPath()
        // Back from the end.
        var language = 0
        for other in 0..<count where paths[other] > paths[language] { language = other }
        var end = places.count
        for index in places.indices.reversed() {
            let isChange = index > 0 && changes[index * stride + language] != 0
            if index == 0 || isChange {
                tell(words: &words, index..<end, language)
                end = index
                if isChange { language = Int(bests[index]) }
            }
        }
        places.removeAll(keepingCapacity: true)
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
        let scale = Calibration.scale(words: said) / 16
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
}

/// How much of what the model says can be believed: n-grams of a word repeat each other, words of a text do not stand
/// for themselves. Chosen by looking at the development set: see Documentation/languages.md.
enum Calibration {
    static func scale(words: Int) -> Double {
        switch words {
        case ...1: 1.15
        case 2: 0.95
        case 3...5: 0.75
        default: 0.6
        }
    }
}
