internal import Links
internal import TextForms

/// Counts the characters of texts by what they are. A worker keeps one: its memory stays from post to post.
struct ShapeCounter {
    private(set) var counts = ShapeCounts()
    private(set) var variety = Variety()
    /// Places of invisible characters and of mixed words in the last text.
    private(set) var places: [(Shape, Range<Int>)] = []
    /// Places of `@` and `#` outside of links in the last text.
    private(set) var tagSigns: [Int] = []

    /// Pieces kept of one text.
    private static let placeLimit = 64

    /// For the next post, of `bytes` bytes.
    mutating func begin(bytes: Int) {
        counts = ShapeCounts()
        variety.begin(bytes: bytes)
    }

    // MARK: One text

    mutating func addVariety(_ text: [UInt8]) { variety.add(text) }

    /// `links` are places of the text, in its order.
    mutating func count(_ text: [UInt8], links: some Sequence<Range<Int>>) {
        let bytes = text.span
        places.removeAll(keepingCapacity: true)
        tagSigns.removeAll(keepingCapacity: true)
        var walk = Walk()
        for link in links where link.lowerBound >= walk.at {
            outside(bytes, to: link.lowerBound, &walk)
            finish(&walk.word, bytes)
            inside(bytes, to: link.upperBound, &walk)
        }
        outside(bytes, to: bytes.count, &walk)
        finish(&walk.word, bytes)
        counts.repeats = max(counts.repeats, walk.repeated.most)
        counts.longestWord = max(counts.longestWord, walk.longestWord)
        Steps.count(bytes.count)
    }

    /// How far the text was read, and what goes on from character to character.
    private struct Walk {
        var at = 0
        var word = Word()
        var longestWord = 0
        var repeated = Repetition()
        var lastVisible = CharacterKind.space
    }

    private mutating func outside(_ bytes: borrowing Span<UInt8>, to end: Int, _ walk: inout Walk) {
        while walk.at < end {
            let (next, tally, last) = Self.plain(bytes, to: min(end, walk.at + Tally.most), walk)
            walk = next
            tally.give(to: &counts)
            if last.signs.contains(.invisible) {
                invisible(last.value, bytes, last.start..<walk.at, after: walk.lastVisible)
                if last.value == 0xFE0F, walk.lastVisible == .sign {
                    // ‼️ is a picture, ‼ is not.
                    counts.punctuation -= 1
                    counts.emoji += 1
                    walk.lastVisible = .emoji
                }
            }
            if last.signs.contains(.tagSign) { tagSigns.append(last.start) }
            if last.signs.contains(.mixedWord) { finish(&walk.word, bytes) }
        }
    }

    /// What wants a look.
    private struct Signs: OptionSet {
        let rawValue: UInt8

        static let invisible = Signs(rawValue: 1)
        static let tagSign = Signs(rawValue: 2)
        /// One ended here.
        static let mixedWord = Signs(rawValue: 4)
    }

    /// Counts up to `end`, or to behind the first character that wants a look, which it gives. Its loop calls nothing, so
    /// that all it works with stays in registers.
    private static func plain(
        _ bytes: borrowing Span<UInt8>, to end: Int, _ walk: Walk
    ) -> (Walk, Tally, last: (start: Int, value: UInt32, signs: Signs)) {
        let table = CharacterTable.shared
        var (at, word, repeated, tally) = (walk.at, walk.word, walk.repeated, Tally())
        var last: CharacterTable.Entry?
        var longest = walk.longestWord
        var (start, value, signs) = (at, 0 as UInt32, [] as Signs)
        while at < end, signs.isEmpty {
            start = at
            let byte = bytes[at]
            let character: CharacterTable.Entry
            if byte < 0x80 {
                value = UInt32(byte)
                at += 1
                character = table[ascii: byte]
            } else {
                value = bytes.scalar(&at)
                character = table[value]
            }
            tally.add(character.counted)
            if character.isVisible {
                // A repeated line break or space is layout.
                repeated.add(value)
                last = character
                if character.isWordPart {
                    word.add(character.scripts, start, at)
                    continue
                }
                if character.isTagSign { signs.insert(.tagSign) }
            } else if character.kind != .space {
                signs.insert(.invisible)
                continue
            }
            if word.isMixed {
                signs.insert(.mixedWord)
            } else {
                longest = max(longest, word.count)
                word = Word()
            }
        }
        return (
            Walk(
                at: at, word: word, longestWord: longest, repeated: repeated,
                lastVisible: last?.kind ?? walk.lastVisible),
            tally, (start, value, signs)
        )
    }

    private mutating func inside(_ bytes: borrowing Span<UInt8>, to end: Int, _ walk: inout Walk) {
        let table = CharacterTable.shared
        while walk.at < end {
            let start = walk.at
            let value = bytes.scalar(&walk.at)
            let character = table[value]
            if character.isVisible {
                counts.visible += 1
                counts.inLinks += 1
                walk.lastVisible = character.kind
                if character.kind == .emoji { counts.emoji += 1 }
            } else if character.kind == .invisible {
                invisible(value, bytes, start..<walk.at, after: walk.lastVisible)
            }
        }
    }

    private mutating func invisible(
        _ value: UInt32, _ bytes: borrowing Span<UInt8>, _ place: Range<Int>, after last: CharacterKind
    ) {
        var next = place.upperBound
        let kind = next < bytes.count ? CharacterTable.shared[bytes.scalar(&next)].kind : .space
        guard !CharacterKind.isNeeded(value, after: last, before: kind, isFirst: place.lowerBound == 0) else { return }
        counts.invisible += 1
        if places.count < Self.placeLimit { places.append((.invisibleCharacters, place)) }
    }

    /// A word of a script that has spaces.
    private struct Word {
        var start = 0
        var end = 0
        var count = 0
        var scripts: UInt8 = 0

        var isMixed: Bool { scripts & (scripts &- 1) != 0 }

        @inline(__always)
        mutating func add(_ script: UInt8, _ start: Int, _ end: Int) {
            if count == 0 { self.start = start }
            count += 1
            self.end = end
            scripts |= script
        }
    }

    private mutating func finish(_ word: inout Word, _ bytes: borrowing Span<UInt8>) {
        counts.longestWord = max(counts.longestWord, word.count)
        if word.isMixed, !Self.isUnit(bytes, word) {
            counts.mixedWords += 1
            if places.count < Self.placeLimit { places.append((.mixedScriptWords, word.start..<word.end)) }
        }
        word = Word()
    }

    /// Whether a word of Latin and Greek letters is a unit of measurement, with its number or without: kΩ, 5μs, 10µm.
    private static func isUnit(_ bytes: borrowing Span<UInt8>, _ word: Word) -> Bool {
        guard word.scripts == CharacterKind.latin.script | CharacterKind.greek.script else { return false }
        var letters: [UInt32] = []
        var at = word.start
        while at < word.end, letters.count < 4 {
            let value = bytes.scalar(&at)
            if CharacterTable.shared[value].kind == .digit, letters.isEmpty { continue }
            letters.append(value)
        }
        guard (2...3).contains(letters.count), let first = letters.first, let last = letters.last else { return false }
        func isLatin(_ values: ArraySlice<UInt32>) -> Bool {
            values.allSatisfy { CharacterTable.shared[$0].kind == .latin }
        }
        let isMicro = first == 0x3BC || first == 0xB5
        let isOhm = last == 0x3A9 || last == 0x2126
        return isMicro && isLatin(letters.dropFirst()) || isOhm && isLatin(letters.dropLast())
    }
}
