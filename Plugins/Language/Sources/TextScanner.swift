/// Cuts a text into words of one script each, and leaves out what has no language: links, mentions, hashtags, mail
/// addresses, numbers, emoji. One pass; what is no UTF-8 separates like a space.
struct TextScanner {
    /// A word: letters of one script with their marks, in the bytes of the text.
    struct Word {
        var start: Int
        var end: Int
        var script: UInt8
        /// How many letters; marks do not count.
        var letters: Int
        var shape: Shape = []
    }

    /// How words are written that are often names of things: what their letters say of a language is little.
    struct Shape: OptionSet {
        let rawValue: UInt8

        /// Two to six capital letters, and nothing else: BERT.
        static let capitals = Shape(rawValue: 1)
        /// A capital letter behind a small one: iPhone, YouTube.
        static let camelCase = Shape(rawValue: 2)
        /// A digit before or behind: mp3, l8r, parts of keys.
        static let digits = Shape(rawValue: 4)
        /// One capital letter: I.
        static let initial = Shape(rawValue: 8)
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let model: LanguageModel
    private var at = 0
    /// Where the piece between white space began that was looked at for a link.
    private var pieceChecked = -1
    /// Before this no link begins: a piece was looked along to here.
    private var plainUntil = 0
    /// Characters read and bytes looked at ahead: a few for each byte of the text, whatever it is.
    private(set) var steps = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, model: LanguageModel) {
        self.bytes = bytes
        self.model = model
    }

    /// The next word, its lower-case letters (the first 32) in `letters`; nil at the end.
    mutating func next(_ letters: UnsafeMutableBufferPointer<UInt32>, _ count: inout Int) -> Word? {
        guard var word = nextWord(letters, &count) else { return nil }
        if isDigit(word.start - 1) || isDigit(word.end) { word.shape.insert(.digits) }
        let length = word.end - word.start
        // Only of ASCII letters: as many bytes as letters.
        guard length == word.letters, length <= LanguageModel.longestWord else { return word }
        var capitals = 0
        for offset in word.start..<word.end where bytes[offset] & 0x20 == 0 {
            capitals += 1
            if offset > word.start, bytes[offset - 1] & 0x20 != 0 { word.shape.insert(.camelCase) }
        }
        if capitals == length, length <= 6 { word.shape.insert(length == 1 ? .initial : .capitals) }
        return word
    }

    private func isDigit(_ offset: Int) -> Bool {
        bytes.indices.contains(offset) && (0x30...0x39).contains(bytes[offset])
    }

    private mutating func nextWord(_ letters: UnsafeMutableBufferPointer<UInt32>, _ count: inout Int) -> Word? {
        count = 0
        var word: Word?
        while at < bytes.count {
            let start = at
            steps += 1
            let previous = start == 0 ? 0x20 : bytes[start - 1]
            if word == nil, pieceChecked != start,
                isOpening(previous) || bytes[start] == 0x3C || bytes[start] == 0x26
            {
                pieceChecked = start
                if let end = endOfPieceWithoutLanguage(from: start) {
                    at = end
                    continue
                }
            }
            var scalar = decode()
            var kind = model.scriptClass(scalar)
            if scalar >= StyledLetters.first, kind == 0 || kind == model.latin,
                let plain = StyledLetters.plain(scalar)
            {
                (scalar, kind) = (plain, model.scriptClass(plain))
            }
            if kind >= LanguageModel.firstScript {
                let small = model.lowercase(scalar)
                if var open = word {
                    guard kind == open.script, count < letters.count || !model.withoutSpaces[Int(kind)] else {
                        at = start
                        return word
                    }
                    open.end = at
                    open.letters += 1
                    word = open
                } else {
                    word = Word(start: start, end: at, script: kind, letters: 1)
                }
                if count < letters.count {
                    letters[count] = small
                    count += 1
                }
            } else if word != nil, scalar == 0xAD || scalar == 0x200B || scalar == 0x2060 || scalar == 0xFEFF {
                // Soft hyphens and other invisible characters do not end a word.
                continue
            } else if kind == LanguageModel.mark, word != nil {
                word?.end = at
                if count < letters.count, scalar != 0x200C {
                    letters[count] = scalar
                    count += 1
                }
            } else if word != nil {
                // don't, l’homme: an apostrophe between letters.
                if scalar == 0x27 || scalar == 0x2019, at < bytes.count, let open = word,
                    model.withApostrophes[Int(open.script)]
                {
                    let behind = at
                    let after = decode()
                    at = behind
                    if model.scriptClass(after) == open.script {
                        if count < letters.count {
                            letters[count] = 0x27
                            count += 1
                        }
                        continue
                    }
                }
                // A tag or an entity can begin here.
                if scalar == 0x3C || scalar == 0x26 { at = start }
                return word
            }
        }
        return word
    }

    // MARK: What has no language

    /// A link, a mention or a tag can begin behind these.
    private func isOpening(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x22, 0x27, 0x28, 0x2C, 0x3A, 0x3B, 0x3C, 0x3E, 0x5B, 0x7B, 0x7C: true
        // Behind a character of Chinese or full-width punctuation.
        case 0x80...: true
        default: false
        }
    }

    /// Where the link, mention, tag or address ends that begins here; nil where there is none.
    private mutating func endOfPieceWithoutLanguage(from start: Int) -> Int? {
        switch bytes[start] {
        case 0x3C: return HTMLTags.end(in: bytes, from: start, steps: &steps)
        case 0x26: return HTMLTags.endOfEntity(in: bytes, from: start, steps: &steps)
        case 0x40, 0x23:  // @name, #tag
            var end = start + 1
            while end < bytes.count, isNameByte(bytes[end]) || bytes[end] >= 0x80 && bytes[start] == 0x23 { end += 1 }
            steps += end - start
            return end > start + 1 ? end : nil
        case 0x3A:  // :emoji:
            var end = start + 1
            while end < bytes.count, end - start < 32, isNameByte(bytes[end]) { end += 1 }
            return end > start + 1 && end < bytes.count && bytes[end] == 0x3A ? end + 1 : nil
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return start < plainUntil ? nil : endOfLink(from: start)
        default: return nil
        }
    }

    private mutating func endOfLink(from start: Int) -> Int? {
        // One look along the ASCII piece: a scheme, www., an @, or a dot between letters with a known end or a slash.
        var end = start
        var dot: Int?
        var isLink = false
        defer {
            plainUntil = end
            steps += end - start
        }
        while end < bytes.count, end - start < 2048, bytes[end] > 0x20 {
            if bytes[end] >= 0x7F {
                // Letters of two bytes go on with a link (пример.рф); Chinese characters begin what follows it.
                guard isLink, (0xC3...0xDF).contains(bytes[end]), end + 1 < bytes.count else { break }
                end += 2
                continue
            }
            switch bytes[end] {
            case 0x2E:
                if end > start, end + 1 < bytes.count, isNameByte(bytes[end + 1]), isNameByte(bytes[end - 1]) {
                    if dot == nil, end - start == 3, starts(with: "www", at: start) { isLink = true }
                    dot = end
                }
            case 0x2F:
                if let dot, end > dot + 2, !isLink { isLink = true }
            case 0x3A:
                if end + 2 < bytes.count, bytes[end + 1] == 0x2F, bytes[end + 2] == 0x2F { isLink = true }
            case 0x40:
                if end > start, end + 1 < bytes.count, isNameByte(bytes[end + 1]) { isLink = true }
            case 0x22, 0x3C, 0x3E, 0x28, 0x29, 0x2C, 0x3B, 0x5B, 0x5D:
                // A piece ends here unless it is known to be a link.
                if !isLink {
                    return dot.flatMap { isLastLabel(from: $0 + 1, to: end) ? end : nil }
                }
                if bytes[end] != 0x28 && bytes[end] != 0x29 && bytes[end] != 0x2C && bytes[end] != 0x3B { return end }
            default: break
            }
            end += 1
        }
        if isLink { return end }
        var last = end
        while last > start, !isNameByte(bytes[last - 1]) { last -= 1 }
        return dot.flatMap { $0 + 1 < last && isLastLabel(from: $0 + 1, to: last) ? end : nil }
    }

    private func starts(with text: StaticString, at start: Int) -> Bool {
        guard start + text.utf8CodeUnitCount <= bytes.count else { return false }
        for offset in 0..<text.utf8CodeUnitCount where bytes[start + offset] | 0x20 != text.utf8Start[offset] {
            return false
        }
        return true
    }

    /// Common ends of host names; others need a scheme or a slash, or `end.Start` of two sentences would be a link.
    private func isLastLabel(from start: Int, to end: Int) -> Bool {
        switch end - start {
        case 2:
            ["cn", "de", "fr", "ru", "uk", "jp", "kr", "tv", "me", "co", "eu", "gg", "gl", "ly"]
                .contains { starts(with: $0, at: start) }
        case 3:
            ["com", "net", "org", "xyz", "top", "vip", "app", "edu", "gov", "biz"]
                .contains { starts(with: $0, at: start) }
        case 4: ["info", "site", "shop", "club", "live", "link"].contains { starts(with: $0, at: start) }
        default: false
        }
    }

    private func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
        default: false
        }
    }

    // MARK: UTF-8

    /// The scalar here, and past it; 0 for a byte that belongs to none.
    private mutating func decode() -> UInt32 {
        let first = bytes[at]
        at += 1
        if first < 0x80 { return UInt32(first) }
        let more: Int
        var scalar: UInt32
        switch first {
        case 0xC2...0xDF: (more, scalar) = (1, UInt32(first & 0x1F))
        case 0xE0...0xEF: (more, scalar) = (2, UInt32(first & 0x0F))
        case 0xF0...0xF4: (more, scalar) = (3, UInt32(first & 0x07))
        default: return 0
        }
        guard at + more <= bytes.count else { return 0 }
        for offset in 0..<more {
            let next = bytes[at + offset]
            guard next & 0xC0 == 0x80 else { return 0 }
            scalar = scalar << 6 | UInt32(next & 0x3F)
        }
        at += more
        return scalar <= 0x10FFFF ? scalar : 0
    }
}
