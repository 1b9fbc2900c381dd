internal import Links

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

    /// For the next post.
    mutating func begin() {
        counts = ShapeCounts()
        variety.begin()
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
            finish(&walk.word)
            inside(bytes, to: link.upperBound, &walk)
        }
        outside(bytes, to: bytes.count, &walk)
        finish(&walk.word)
        counts.repeats = max(counts.repeats, walk.repeated.most)
        Steps.count(bytes.count)
    }

    /// How far the text was read, and what goes on from character to character.
    private struct Walk {
        var at = 0
        var word = Word()
        var repeated = Repetition()
        var lastVisible = CharacterKind.space
    }

    private mutating func outside(_ bytes: borrowing Span<UInt8>, to end: Int, _ walk: inout Walk) {
        let table = CharacterTable.shared
        // Counted here and added at the end: what is inside a loop stays in registers.
        var kinds = InlineArray<16, Int>(repeating: 0)
        var (cased, capitals) = (0, 0)
        var (at, word, repeated, last) = (walk.at, walk.word, walk.repeated, CharacterTable.shared[0x20])
        var hasLast = false
        while at < end {
            let start = at
            let value = bytes.scalar(&at)
            let character = table[value]
            kinds[character.kindIndex] += 1
            cased += character.cased
            capitals += character.capital
            if character.isVisible {
                // A repeated line break or space is layout.
                repeated.add(value)
                last = character
                hasLast = true
                if character.isTagSign { tagSigns.append(start) }
                if character.isWordPart {
                    word.add(character.scripts, start, at)
                } else if word.count > 0 {
                    finish(&word)
                }
            } else if character.kind == .space {
                if word.count > 0 { finish(&word) }
            } else {
                invisible(value, bytes, start..<at, after: hasLast ? last.kind : walk.lastVisible)
            }
        }
        if hasLast { walk.lastVisible = last.kind }
        (walk.at, walk.word, walk.repeated) = (at, word, repeated)
        counts.cased += cased
        counts.capitals += capitals
        counts.emoji += kinds[Int(CharacterKind.emoji.rawValue)]
        counts.digits += kinds[Int(CharacterKind.digit.rawValue)]
        counts.punctuation += kinds[Int(CharacterKind.punctuation.rawValue)]
        for kind in 0..<16
        where kind != Int(CharacterKind.space.rawValue) && kind != Int(CharacterKind.invisible.rawValue) {
            counts.visible += kinds[kind]
        }
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

        mutating func add(_ script: UInt8, _ start: Int, _ end: Int) {
            if count == 0 { self.start = start }
            count += 1
            self.end = end
            scripts |= script
        }
    }

    private mutating func finish(_ word: inout Word) {
        counts.longestWord = max(counts.longestWord, word.count)
        if word.scripts & (word.scripts &- 1) != 0 {
            counts.mixedWords += 1
            if places.count < Self.placeLimit { places.append((.mixedScriptWords, word.start..<word.end)) }
        }
        word.count = 0
        word.scripts = 0
    }
}
