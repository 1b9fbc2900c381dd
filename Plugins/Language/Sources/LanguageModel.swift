internal import CLanguageModel

/// The embedded model: which script a character is of, and how loudly each n-gram of a word speaks for which language.
/// Laid out by Scripts/language/pack.py. The plugin's one place with pointers: into constant memory of the program, by
/// offsets that `init` has checked.
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
    let hasOnlyLanguage: [Bool]
    /// By class: whether words of the script are not written apart, and whether apostrophes stand inside them.
    let withoutSpaces: [Bool]
    let withApostrophes: [Bool]

    private nonisolated(unsafe) let classPages: UnsafePointer<UInt8>
    private nonisolated(unsafe) let lowerIndex: UnsafePointer<UInt8>
    private nonisolated(unsafe) let lowerPages: UnsafePointer<UInt16>
    private nonisolated(unsafe) let bases: UnsafePointer<UInt32>
    private nonisolated(unsafe) let buckets: UnsafePointer<UInt16>
    private nonisolated(unsafe) let records: UnsafePointer<UInt16>
    private nonisolated(unsafe) let rows: UnsafePointer<Int8>
    private let rowCount: Int
    private let shift: UInt64

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

    static let mark: UInt8 = 1
    static let digit: UInt8 = 2
    static let firstScript: UInt8 = 8
    static let longestWord = 32

    /// The model of this build; nil where it is damaged.
    static let embedded = LanguageModel(moongate_language_model(), size: moongate_language_model_size())

    private init?(_ base: UnsafePointer<UInt8>, size: Int) {
        let raw = UnsafeRawPointer(base)
        func word(_ offset: Int) -> Int { Int(raw.load(fromByteOffset: offset, as: UInt32.self)) }
        guard size > 64, UnsafeRawBufferPointer(start: raw, count: 8).elementsEqual("MGLANG02".utf8) else { return nil }
        let bits = word(8)
        let sections = (0..<8).map { (start: word(12 + $0 * 8), length: word(16 + $0 * 8)) }
        guard sections.allSatisfy({ $0.start % 64 == 0 && $0.start + $0.length <= size }), (8...24).contains(bits),
            sections[2].length > 4352, sections[3].length > 4352,
            sections[4].length == 4 * ((1 << bits) / 64 + 1), sections[5].length == 2 * ((1 << bits) + 1),
            sections[7].length % Self.maximumLanguages == 0
        else { return nil }
        func text(_ section: (start: Int, length: Int)) -> String {
            String(
                decoding: UnsafeRawBufferPointer(start: raw + section.start, count: section.length), as: UTF8.self)
        }
        let names = text(sections[0]).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        languages = names.map { $0[0] }
        var scripts = (0..<Int(Self.firstScript)).map { _ in Script(code: "") }
        for code in text(sections[1]).split(separator: "\n").map(String.init) {
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
        guard names.allSatisfy({ $0.count == 2 }), scripts.allSatisfy({ $0.languages.count <= Self.maximumLanguages })
        else { return nil }
        // 256 classes, so that any class byte is an index.
        scripts += (scripts.count..<256).map { _ in Script(code: "Zzzz") }
        self.scripts = scripts
        let han = UInt8(scripts.firstIndex { $0.code == "Hani" } ?? 0)
        self.han = han
        courses = scripts.enumerated().map { index, script in
            if script.isJapanese { return scripts[Int(han)].languages.isEmpty ? 0 : han }
            return script.languages.isEmpty ? 0 : UInt8(index)
        }
        isJapanese = scripts.map(\.isJapanese)
        isDense = scripts.map(\.isDense)
        hasOnlyLanguage = scripts.map { $0.onlyLanguage != nil }
        withoutSpaces = scripts.map {
            ["Hani", "Hira", "Kana", "Bopo", "Thai", "Khmr", "Laoo", "Mymr"].contains($0.code)
        }
        withApostrophes = scripts.map { ["Latn", "Cyrl", "Armn", "Hebr"].contains($0.code) }
        classPages = base + sections[2].start
        lowerIndex = base + sections[3].start
        lowerPages = UnsafeRawPointer(base + sections[3].start + 4352).assumingMemoryBound(to: UInt16.self)
        bases = UnsafeRawPointer(base + sections[4].start).assumingMemoryBound(to: UInt32.self)
        buckets = UnsafeRawPointer(base + sections[5].start).assumingMemoryBound(to: UInt16.self)
        records = UnsafeRawPointer(base + sections[6].start).assumingMemoryBound(to: UInt16.self)
        rows = UnsafeRawPointer(base + sections[7].start).assumingMemoryBound(to: Int8.self)
        rowCount = sections[7].length / Self.maximumLanguages
        shift = 64 - UInt64(bits)
        // Behind the last bucket a few records are read that are none.
        guard (Int(bases[(1 << bits) / 64]) + 3) * 2 == sections[6].length, buckets[1 << bits] == 0 else { return nil }
    }

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
        classPages[4352 + Int(classPages[Int(scalar >> 8)]) << 8 + Int(scalar & 0xFF)]
    }

    func lowercase(_ scalar: UInt32) -> UInt32 {
        let small = lowerPages[Int(lowerIndex[Int(scalar >> 8)]) << 8 + Int(scalar & 0xFF)]
        return small == 0 ? scalar : UInt32(small)
    }

    /// Adds what the word's n-grams say, in sixteenths of a nat, to `scores`: `maximumLanguages` of them, by number from
    /// the script's `first` on. `letters` are lower case, 32 at the most; `hasEnds` where words are written apart.
    /// Features as in Scripts/language/features.py.
    func score(
        _ letters: UnsafeBufferPointer<UInt32>, hasEnds: Bool, first: Int, into scores: UnsafeMutablePointer<Int16>
    ) {
        let grams = hasEnds ? 5 : 3
        let total = letters.count + (hasEnds ? 2 : 0)
        let last = total - 1
        // First all places in memory, then what lies there: the waits for memory overlap.
        withUnsafeTemporaryAllocation(of: Place.self, capacity: Self.mostFeatures) { places in
            guard let places = places.baseAddress else { return }
            var count = 0
            for start in 0..<total {
                var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
                let end = start == 0 && hasEnds ? total : min(start &+ grams, total)
                for at in start..<end {
                    let letter = !hasEnds ? letters[at] : at == 0 ? 2 : at == last ? 3 : letters[at &- 1]
                    hash = (hash ^ UInt64(letter)) &* 0x100_0000_01B3
                    let isWanted =
                        at &- start >= grams ? at == last : at > start || !hasEnds || (at != 0 && at != last)
                    if isWanted {
                        let mixed = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
                        places[count] = Place(feature: mixed ^ (mixed >> 32))
                        count &+= 1
                    }
                }
            }
            for index in 0..<count {
                let bucket = Int(truncatingIfNeeded: places[index].feature >> shift)
                places[index].start = bases[bucket >> 6] &+ UInt32(buckets[bucket])
                places[index].end = bases[(bucket &+ 1) >> 6] &+ UInt32(buckets[bucket &+ 1])
            }
            for index in 0..<count { places[index].head = records[Int(places[index].start)] }
            // What features of another script add that look alike by chance falls outside of the script's own.
            withUnsafeTemporaryAllocation(of: Int16.self, capacity: 256) { sums in
                guard let sums = sums.baseAddress else { return }
                sums.initialize(repeating: 0, count: 256)
                // A row that is found is kept in its place: no place is needed twice, and no place has two rows.
                var found = 0
                for index in 0..<count {
                    if let row = look(places[index], sums), row < rowCount {
                        places[found].start = UInt32(row)
                        found &+= 1
                    }
                }
                for language in 0..<min(Self.maximumLanguages, 256 - first) {
                    scores[language] &+= sums[first &+ language]
                }
                for index in 0..<found {
                    let weights = rows + Int(places[index].start) &* Self.maximumLanguages
                    for language in 0..<Self.maximumLanguages { scores[language] &+= Int16(weights[language]) }
                }
            }
        }
    }

    /// Where a feature's records are looked for.
    private struct Place {
        let feature: UInt64
        var start: UInt32 = 0
        var end: UInt32 = 0
        var head: UInt16 = 0
    }

    /// Five n-grams from each of 34 places, and the whole word.
    private static let mostFeatures = 5 * (longestWord + 2) + 1
    /// In the place of a count: the number of a row follows.
    private static let isRow = 15

    /// Adds the feature's single weights to `sums`, by number of the language; gives the number of its row, if it has one.
    @inline(__always)
    private func look(_ place: Place, _ sums: UnsafeMutablePointer<Int16>) -> Int? {
        let print = UInt16(truncatingIfNeeded: place.feature >> 20) & 0xFFF
        var at = Int(place.start)
        let end = Int(place.end)
        var head = place.head
        while at < end {
            let count = Int(head & 15)
            at &+= 1
            if head >> 4 == print {
                if count == Self.isRow { return Int(records[at]) }
                var index = 0
                while index < count {
                    let pair = records[at &+ index]
                    sums[Int(pair >> 8)] &+= Int16(truncatingIfNeeded: pair & 0xFF) &- 128
                    index &+= 1
                }
            }
            at &+= count == Self.isRow ? 1 : count
            head = records[at]
        }
        return nil
    }
}
