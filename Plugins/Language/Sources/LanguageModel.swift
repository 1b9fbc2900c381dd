internal import CLanguageModel

/// The embedded model: which script a character is of, and what words and their n-grams say of languages. It and its parts
/// (`ModelFile`, `KnownWords`, `GramTable`) alone point into constant memory of the program, by offsets that were checked;
/// what else of the plugin has pointers has them from an array, for the time of a call.
final class LanguageModel: Sendable {
    /// BCP 47, by number.
    let languages: [String]
    /// By class of character: what is known of a script; classes below 8 are no letters.
    let scripts: [Script]

    /// By class: that of the script among whose languages a word is told; 0 where the script alone tells. Kana goes with
    /// Chinese characters.
    let courses: [UInt8]
    let isJapanese: [Bool]
    let isDense: [Bool]
    /// By class: whether another language than the only one can be told by signs.
    let isShared: [Bool]
    /// By class: Chinese, Japanese, Korean.
    let isCJK: [Bool]
    let hasOnlyLanguage: [Bool]
    /// By class: whether words of the script are not written apart, and whether apostrophes stand inside them.
    let withoutSpaces: [Bool]
    let withApostrophes: [Bool]

    /// Of the commonest words, and of n-grams.
    let knownWords: KnownWords
    let grams: GramTable
    /// By language, in sixteenths of a nat: what is likely before a word is read.
    let heads: [Int16]
    /// By how many words of a text say something (0, 1, 2, 3 to 5, more): how much of what they say can be believed.
    let scales: [Float]

    private nonisolated(unsafe) let classPages: UnsafePointer<UInt8>
    private nonisolated(unsafe) let lowerIndex: UnsafePointer<UInt8>
    private nonisolated(unsafe) let lowerPages: UnsafePointer<UInt16>

    /// A script, and the languages among which its words are told apart.
    struct Script: Sendable {
        /// ISO 15924.
        let code: String
        /// Numbers of the languages; empty where the script alone tells.
        var languages: Range<Int> = 0..<0
        /// Where there is only one.
        var onlyLanguage: String?

        /// Kana: told together with Chinese characters.
        var isJapanese = false
        /// One character says what a few letters say.
        var isDense = false
    }

    /// The class of Chinese characters.
    let han: UInt8
    /// The class of Latin letters.
    let latin: UInt8

    static let mark: UInt8 = 1
    static let digit: UInt8 = 2
    static let firstScript: UInt8 = 8
    static let longestWord = 32

    /// The model of this build; nil where it is damaged.
    static let embedded = LanguageModel(moongate_language_model(), size: moongate_language_model_size())

    private init?(_ base: UnsafePointer<UInt8>, size: Int) {
        guard let file = ModelFile(base, size: size), let knownWords = KnownWords(file), let grams = GramTable(file),
            file.count(.classes, of: UInt8.self) > Self.pages, file.count(.lower, of: UInt8.self) > Self.pages
        else { return nil }
        (self.knownWords, self.grams) = (knownWords, grams)
        let names = file.lines(.names).map { $0.split(separator: " ").map(String.init) }
        languages = names.map { $0[0] }
        var scripts = (0..<Int(Self.firstScript)).map { _ in Script(code: "") }
        for code in file.lines(.scripts).map(String.init) {
            var script = Script(code: code, onlyLanguage: Self.languageOfScript[code])
            script.isJapanese = code == "Hira" || code == "Kana"
            script.isDense = ["Hani", "Hira", "Kana", "Hang", "Yiii"].contains(code)
            if let first = names.firstIndex(where: { $0[1] == code }),
                let last = names.lastIndex(where: { $0[1] == code })
            {
                script.languages = first..<last + 1
            }
            scripts.append(script)
        }
        guard names.allSatisfy({ $0.count == 2 }), scripts.allSatisfy({ $0.languages.count <= WordLine.languages })
        else { return nil }
        // 256 classes, so that any class byte is an index.
        scripts += (scripts.count..<256).map { _ in Script(code: "Zzzz") }
        self.scripts = scripts
        let han = UInt8(scripts.firstIndex { $0.code == "Hani" } ?? 0)
        self.han = han
        latin = UInt8(scripts.firstIndex { $0.code == "Latn" } ?? 0)
        courses = scripts.enumerated().map { index, script in
            if script.isJapanese { return scripts[Int(han)].languages.isEmpty ? 0 : han }
            return script.languages.isEmpty ? 0 : UInt8(index)
        }
        isJapanese = scripts.map(\.isJapanese)
        isDense = scripts.map(\.isDense)
        isShared = scripts.map { ForeignSigns.scripts.contains($0.code) }
        isCJK = scripts.map { ["Hani", "Hira", "Kana", "Hang", "Bopo"].contains($0.code) }
        hasOnlyLanguage = scripts.map { $0.onlyLanguage != nil }
        withoutSpaces = scripts.map {
            ["Hani", "Hira", "Kana", "Bopo", "Thai", "Khmr", "Laoo", "Mymr"].contains($0.code)
        }
        withApostrophes = scripts.map { ["Latn", "Cyrl", "Armn", "Hebr"].contains($0.code) }
        classPages = file.numbers(.classes, of: UInt8.self)
        lowerIndex = file.numbers(.lower, of: UInt8.self)
        lowerPages = UnsafeRawPointer(lowerIndex + Self.pages).assumingMemoryBound(to: UInt16.self)
        heads = file.array(.heads, of: Int16.self)
        scales = file.array(.scales, of: Float.self)
        guard heads.count == languages.count, !scales.isEmpty else { return nil }
    }

    /// The pages of Unicode, of 256 characters each.
    private static let pages = 4352

    /// The most that one script may have; scores of a word are as many bytes apart.
    static let maximumLanguages = 64

    /// Scripts that one language alone uses, as far as posts go.
    private static let languageOfScript = [
        "Grek": "el", "Hebr": "he", "Armn": "hy", "Geor": "ka", "Hang": "ko", "Taml": "ta", "Telu": "te", "Gujr": "gu",
        "Guru": "pa", "Beng": "bn", "Thai": "th", "Knda": "kn", "Mlym": "ml", "Sinh": "si", "Khmr": "km", "Laoo": "lo",
        "Mymr": "my", "Ethi": "am", "Orya": "or", "Tibt": "bo", "Thaa": "dv", "Cher": "chr", "Mong": "mn",
        "Tfng": "zgh", "Olck": "sat", "Nkoo": "nqo", "Cans": "iu", "Yiii": "ii", "Hira": "ja", "Kana": "ja",
        "Bopo": "zh-Hant", "Syrc": "syr", "Java": "jv", "Vaii": "vai",
    ]

    func scriptClass(_ scalar: UInt32) -> UInt8 {
        classPages[Self.pages + Int(classPages[Int(scalar >> 8)]) << 8 + Int(scalar & 0xFF)]
    }

    func lowercase(_ scalar: UInt32) -> UInt32 {
        let small = lowerPages[Int(lowerIndex[Int(scalar >> 8)]) << 8 + Int(scalar & 0xFF)]
        return small == 0 ? scalar : UInt32(small)
    }
}
