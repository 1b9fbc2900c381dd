/// What a word says for each of the languages of its script: how far each is behind the likeliest, in sixteenths of a nat.
struct WordScores {
    private let first: Int
    private let count: Int
    private let isHan: Bool
    private let isConsidered: [Bool]
    private let considersAll: Bool
    private let gibberish: Gibberish

    /// Lines of words met before that the model does not know whole; they give what scoring would.
    private var met: [UInt8]
    private static let metLines = 4096

    /// Where the n-grams of two words are looked for: of one to be added up, of the next to be found.
    private var places = [GramTable.Place](repeating: .init(), count: 2 * GramTable.mostFeatures)

    /// The most that one word may say for one language against another: a name is no proof.
    static let loudest: Int16 = 128
    /// Of languages that are not considered: further behind than any word can bring them.
    private static let hopeless = -loudest * 8

    /// Characters that only Cantonese is written with, or nearly.
    private static let cantonese = Set("嘅喺唔咗哋啲冇嚟咁噉佢睇攞嘢乜啱嗰囉喎啩諗搵瞓嘥喇".unicodeScalars.map(\.value))

    init(_ script: LanguageModel.Script, isConsidered: [Bool]) {
        first = script.languages.lowerBound
        count = script.languages.count
        isHan = script.code == "Hani"
        gibberish = Gibberish.of(script.code)
        self.isConsidered = isConsidered
        considersAll = !isConsidered.contains(false)
        met = [UInt8](repeating: 0, count: Self.metLines * WordLine.size)
    }

    /// A word's letters among those of all words.
    struct Word {
        let letters: Range<Int>
        let isKana: Bool
        let hash: UInt64
        /// See `TextScanner.Word`.
        let shape: TextScanner.Shape
        /// Stands next to Chinese, Japanese or Korean.
        var isAmongCJK: Bool
    }

    /// Takes note of a word; asks for the memory that `write` will read.
    @inline(__always)
    static func word(
        _ letters: [UInt32], from start: Int, isKana: Bool, shape: TextScanner.Shape, isAmongCJK: Bool,
        model: LanguageModel
    ) -> Word {
        let hash = letters.withUnsafeBufferPointer { WordLine.hash(of: UnsafeBufferPointer(rebasing: $0[start...])) }
        model.knownWords.prefetch(hash)
        return Word(
            letters: start..<letters.count, isKana: isKana, hash: hash, shape: shape, isAmongCJK: isAmongCJK)
    }

    /// Writes `count` scores for each word, `stride` apart. While one word's n-grams are added up, memory is asked for those
    /// of the next. Into `doubts` goes how much each looks like no word of any of the languages.
    mutating func write(
        _ words: [Word], _ letters: [UInt32], model: LanguageModel, to scores: inout [Int16], stride: Int,
        doubts: inout [Int16]
    ) {
        precondition(words.count * stride <= scores.count && count <= stride && words.count <= doubts.count)
        letters.withUnsafeBufferPointer { letters in
            scores.withUnsafeMutableBufferPointer { scores in
                guard let base = scores.baseAddress else { return }
                var waiting: (word: Word, index: Int, found: Int, scores: UnsafeMutablePointer<Int16>)?
                var side = 0
                for index in words.indices {
                    let word = words[index]
                    let own = UnsafeBufferPointer(rebasing: letters[word.letters])
                    let place = base + index * stride
                    if let doubt = tell(word, own, model, to: place) {
                        doubts[index] = doubt
                        continue
                    }
                    let found = places.withUnsafeMutableBufferPointer { places in
                        places.baseAddress.map {
                            model.grams.find(own, hasEnds: !isHan, $0 + side * GramTable.mostFeatures)
                        } ?? 0
                    }
                    side ^= 1
                    if let waiting {
                        doubts[waiting.index] = add(
                            waiting.word, letters, waiting.found, side, model, to: waiting.scores)
                    }
                    waiting = (word, index, found, place)
                }
                if let waiting {
                    doubts[waiting.index] = add(
                        waiting.word, letters, waiting.found, side ^ 1, model, to: waiting.scores)
                }
            }
        }
    }

    /// Without n-grams; gives the doubt, or nil where n-grams are needed.
    private func tell(
        _ word: Word, _ letters: UnsafeBufferPointer<UInt32>, _ model: LanguageModel,
        to scores: UnsafeMutablePointer<Int16>
    ) -> Int16? {
        if word.isKana {
            for language in 0..<count { scores[language] = 0 }
            // の stands for 的 in Chinese shop names: it says less.
            scores[count - 1] = letters.count == 1 && letters[0] == 0x306E ? 48 : Self.loudest
            limit(scores)
            return 0
        }
        if NeutralWords.contains(letters) {
            // Nothing is put behind here, not even what is not considered.
            for language in 0..<count { scores[language] = 0 }
            return 0
        }
        if let known = model.knownWords.line(of: word.hash), read(known, to: scores) { return gibberish.knownWord }
        return met.withUnsafeBufferPointer { met in
            guard let base = met.baseAddress else { return nil }
            let line = WordLine(base + Self.slot(of: word.hash) &* WordLine.size)
            return line.hash == word.hash && read(line, to: scores) ? Int16(line.doubt) : nil
        }
    }

    private static func slot(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 32) & (metLines - 1) }

    /// By the n-grams found, which wait on one of two sides; gives the doubt.
    private mutating func add(
        _ word: Word, _ letters: UnsafeBufferPointer<UInt32>, _ found: Int, _ side: Int, _ model: LanguageModel,
        to scores: UnsafeMutablePointer<Int16>
    ) -> Int16 {
        var doubt = gibberish.otherWord
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: LanguageModel.maximumLanguages) { sums in
            guard let sums = sums.baseAddress else { return }
            sums.initialize(repeating: 0, count: LanguageModel.maximumLanguages)
            places.withUnsafeBufferPointer { places in
                guard let base = places.baseAddress else { return }
                doubt &+= model.grams.add(
                    base + side * GramTable.mostFeatures, count: found, first: first, signs: gibberish.signs, to: sums)
            }
            // The Cantonese to train on is talk, the Chinese mostly words: 我 and 呢 alone do not make it Cantonese.
            if isHan, count > 2, !letters[word.letters].contains(where: { Self.cantonese.contains($0) }) {
                sums[2] = min(sums[2], max(sums[0], sums[1]) - 16)
            }
            doubt = max(-WordLine.mostDoubt, min(doubt, WordLine.mostDoubt))
            keep(sums, doubt, of: word.hash)
            for language in 0..<count { scores[language] = sums[language] }
        }
        limit(scores)
        return doubt
    }

    private mutating func keep(_ sums: UnsafePointer<Int16>, _ doubt: Int16, of hash: UInt64) {
        var top = Int16.min
        for language in 0..<count { top = max(top, sums[language]) }
        let count = count
        met.withUnsafeMutableBytes { met in
            let line = Self.slot(of: hash) &* WordLine.size
            met.storeBytes(of: hash.littleEndian, toByteOffset: line, as: UInt64.self)
            let from = line &+ 8
            for language in 0..<count {
                met[from &+ language] = UInt8(truncatingIfNeeded: min(255, Int32(top) - Int32(sums[language])))
            }
            met[line &+ WordLine.size &- 1] = UInt8(bitPattern: Int8(truncatingIfNeeded: doubt))
        }
    }

    /// False where the line does not tell: what it says of the languages considered lies too far behind.
    private func read(_ line: WordLine, to scores: UnsafeMutablePointer<Int16>) -> Bool {
        let behind = line.behind
        if considersAll {
            for language in 0..<count { scores[language] = -min(Int16(behind[language]), Self.loudest) }
            return true
        }
        var least: UInt8 = 255
        for language in 0..<count where isConsidered[language] { least = min(least, behind[language]) }
        guard Int16(least) + Self.loudest <= 255 else { return false }
        for language in 0..<count {
            scores[language] =
                isConsidered[language] ? -min(Int16(behind[language]) - Int16(least), Self.loudest) : Self.hopeless
        }
        return true
    }

    private func limit(_ scores: UnsafeMutablePointer<Int16>) {
        var top = Int16.min
        for language in 0..<count where isConsidered[language] { top = max(top, scores[language]) }
        let floor = top - Self.loudest
        for language in 0..<count {
            scores[language] = isConsidered[language] ? max(scores[language], floor) - top : Self.hopeless
        }
    }
}
