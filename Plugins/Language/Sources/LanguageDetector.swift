/// Tells the languages of a text: cuts it into words (`TextScanner`), scores each word among the languages of its
/// script (`LanguageModel`), finds the likeliest course of languages through the words of a script (`Course`), and
/// joins neighbours in one language into spans. Linear in the text; a thread of its own each.
public struct LanguageDetector {
    private let model: LanguageModel
    private var courses: [Course?]
    private var words: [ReadWord] = []
    private var letters: [UInt32] = [UInt32](repeating: 0, count: LanguageModel.longestWord)
    /// For which languages the courses were made.
    private var expectation = Expectation()

    /// A word, and what was told of it.
    struct ReadWord {
        var word: TextScanner.Word
        var language: Int16 = Self.unknown
        var confidence: Float = 0

        static let unknown: Int16 = -1
        /// Chinese that could be in simplified as in traditional characters.
        static let anyChinese: Int16 = -2
    }

    /// Which languages are considered, and which are likelier than others.
    struct Expectation: Hashable {
        var only: [String] = []
        var likely: [String] = []
    }

    /// Nil where the embedded model is damaged.
    public init?() {
        guard let model = LanguageModel.embedded else { return nil }
        self.model = model
        courses = [Course?](repeating: nil, count: 256)
    }

    /// BCP 47 tags of all that can be detected, in alphabetical order.
    public static var languages: [String] {
        guard let model = LanguageModel.embedded else { return [] }
        return Set(model.languages + model.scripts.compactMap(\.onlyLanguage) + ["zh"]).sorted()
    }

    /// Whether a tag means one of these, or several, as `no` does for `nb` and `nn`.
    public func tells(_ tag: String) -> Bool { LanguageTag.isTold(tag) }

    /// Below this a guess is not worth telling.
    static let leastConfidence = 0.3

    /// Where a script tells the language alone: now and then another is written in it.
    private static let confidenceOfScript: Float = 0.98

    /// Of any bytes, of any length; invalid UTF-8 is skipped. If `only` is not empty, no other language of the same script
    /// is considered.
    public mutating func read(_ text: [UInt8], only: [String]) -> LanguageReading {
        read(text, expecting: Expectation(only: only))
    }

    mutating func read(_ text: [UInt8], expecting expected: Expectation) -> LanguageReading {
        if expected != expectation {
            courses = [Course?](repeating: nil, count: 256)
            expectation = expected
        }
        text.withUnsafeBufferPointer { readWords(of: $0) }
        return reading()
    }

    // MARK: Words

    private mutating func readWords(of text: UnsafeBufferPointer<UInt8>) {
        words.removeAll(keepingCapacity: true)
        var scanner = TextScanner(text, model: model)
        var used: [UInt8] = []
        var before: TextScanner.Word?
        var aloneScripts = AloneScripts()
        letters.withUnsafeMutableBufferPointer { letters in
            var count = 0
            while let word = scanner.next(letters, &count) {
                let place = words.count
                words.append(ReadWord(word: word))
                defer { before = word }
                let index = Int(model.courses[Int(word.script)])
                let isCJK = model.isCJK[Int(word.script)]
                let wasCJK = before.map { model.isCJK[Int($0.script)] }
                if isCJK, wasCJK == false, let before {
                    let index = Int(model.courses[Int(before.script)])
                    if courses[index]?.isEmpty == false { courses[index]?.lean() }
                }
                guard index > 0 else {
                    if model.hasOnlyLanguage[Int(word.script)] {
                        words[place].confidence = Self.confidenceOfScript
                        aloneScripts.note(
                            word.script, UnsafeBufferPointer(rebasing: letters[..<count]), model: model)
                    }
                    continue
                }
                if courses[index] == nil {
                    courses[index] = Course(model.scripts[index], of: model, expecting: expectation)
                    used.append(UInt8(index))
                } else if courses[index]?.isEmpty == true {
                    used.append(UInt8(index))
                }
                courses[index]?.append(
                    place, UnsafeBufferPointer(rebasing: letters[..<count]),
                    isKana: model.isJapanese[Int(word.script)], shape: word.shape,
                    isAmongCJK: !isCJK && wasCJK == true, model: model)
                if courses[index]?.isFull == true { courses[index]?.finish(&words, model: model) }
            }
        }
        for index in used { courses[Int(index)]?.finish(&words, model: model) }
        if let foreign = aloneScripts.foreign {
            for index in words.indices where words[index].word.script == foreign { words[index].confidence = 0 }
        }
    }

    /// What is noted of a text's scripts that nearly always tell their language. One of them is enough: texts with two of
    /// those that are shared are rare.
    private struct AloneScripts {
        private var script: UInt8 = 0
        private var words = 0
        private var signs = 0

        mutating func note(_ script: UInt8, _ letters: UnsafeBufferPointer<UInt32>, model: LanguageModel) {
            guard model.isShared[Int(script)], self.script == 0 || self.script == script else { return }
            self.script = script
            words += 1
            if ForeignSigns.has(letters, script: model.scripts[Int(script)].code) { signs += 1 }
        }

        /// The script that is written in another language.
        var foreign: UInt8? { signs > 0 && signs * ForeignSigns.oneOf >= words ? script : nil }
    }

    // MARK: Spans

    private func tag(of word: ReadWord) -> String? {
        switch word.language {
        case ReadWord.anyChinese: "zh"
        case ReadWord.unknown:
            word.confidence > 0 ? model.scripts[Int(word.word.script)].onlyLanguage : nil
        default: model.languages[Int(word.language)]
        }
    }

    private func reading() -> LanguageReading {
        var reading = LanguageReading()
        var weight = 0.0
        var last: ReadWord?
        for word in words {
            let letters = word.word.letters * (model.isDense[Int(word.word.script)] ? 2 : 1)
            if let before = last, before.language == word.language,
                before.word.script == word.word.script || before.isCJK(model) && word.isCJK(model)
            {
                let index = reading.spans.count - 1
                reading.spans[index].range = reading.spans[index].range.lowerBound..<word.word.end
                reading.spans[index].letters += letters
                weight += Double(letters)
                reading.spans[index].confidence +=
                    (Double(word.confidence) - reading.spans[index].confidence) * Double(letters) / weight
            } else {
                reading.spans.append(
                    LanguageReading.Span(
                        range: word.word.start..<word.word.end, language: tag(of: word),
                        script: model.scripts[Int(word.word.script)].code,
                        confidence: Double(word.confidence), letters: letters))
                weight = Double(letters)
            }
            last = word
        }
        for index in reading.spans.indices {
            if reading.spans[index].confidence < Self.leastConfidence { reading.spans[index].language = nil }
            if reading.spans[index].language == nil { reading.spans[index].confidence = 0 }
        }
        reading.shares = Self.shares(of: reading.spans)
        return reading
    }

    private static func shares(of spans: [LanguageReading.Span]) -> [LanguageReading.Share] {
        var shares: [LanguageReading.Share] = []
        var total = 0.0
        for span in spans {
            let letters = Double(span.letters)
            total += letters
            if let index = shares.firstIndex(where: { $0.language == span.language }) {
                shares[index].share += letters
                shares[index].confidence += span.confidence * letters
            } else {
                shares.append(.init(language: span.language, share: letters, confidence: span.confidence * letters))
            }
        }
        for index in shares.indices {
            shares[index].confidence /= shares[index].share
            shares[index].share /= total
        }
        return shares.sorted { ($0.share, $1.language ?? "") > ($1.share, $0.language ?? "") }
    }
}

extension LanguageDetector.ReadWord {
    fileprivate func isCJK(_ model: LanguageModel) -> Bool {
        model.courses[Int(word.script)] == model.han && model.han > 0
    }
}
