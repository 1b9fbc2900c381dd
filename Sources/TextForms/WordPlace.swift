/// The characters around one offset of a text, as the rules of UAX #29 see them.
struct WordPlace {
    /// The character that stands directly before, skipped ones included.
    let previous: WordClass
    /// The one before that is not skipped (WB4), and where it begins; nil where a run of skipped ones begins the text or
    /// is too long.
    let before: WordClass?
    let beforeStart: Int
    /// Where `behind` begins: the offset.
    let offset: Int
    let behind: WordClass
    let behindEnd: Int

    /// Around an offset that is neither end of the text and no inside of a character.
    init(_ text: Span<UInt8>, _ offset: Int) {
        let next = UTF8Scalar(text, at: offset)
        self.offset = offset
        behind = WordClass(next.value)
        behindEnd = offset + next.length
        let start = Self.characterStart(text, before: offset)
        previous = WordClass(UTF8Scalar(text, at: start).value)
        (before, beforeStart) = Self.unskipped(text, before: offset)
    }

    /// Where the character that ends before an offset begins; invalid bytes are characters as `UTF8Scalar` reads them.
    static func characterStart(_ text: Span<UInt8>, before offset: Int) -> Int {
        var start = offset - 1
        while start > 0, offset - start < 4, text[start].isContinuation { start -= 1 }
        return start + UTF8Scalar(text, at: start).length >= offset ? start : offset - 1
    }

    /// The nearest character before an offset that is not skipped. Where marks stand behind a line break or at the
    /// beginning, the first of them stands for itself.
    static func unskipped(_ text: Span<UInt8>, before offset: Int) -> (WordClass?, Int) {
        var end = offset
        for _ in 0..<WordBreaks.reach {
            guard end > 0 else { return (nil, 0) }
            let start = characterStart(text, before: end)
            let found = WordClass(UTF8Scalar(text, at: start).value)
            if !found.isSkipped { return found.isLineBreak && end != offset ? (nil, end) : (found, start) }
            end = start
        }
        return (nil, end)
    }

    /// The character before `before`, that is not skipped.
    func beforeThat(_ text: Span<UInt8>) -> WordClass? { Self.unskipped(text, before: beforeStart).0 }

    /// The character behind `behind`, that is not skipped.
    func behindThat(_ text: Span<UInt8>) -> WordClass? {
        var start = behindEnd
        for _ in 0..<WordBreaks.reach {
            guard start < text.count else { return nil }
            let scalar = UTF8Scalar(text, at: start)
            let found = WordClass(scalar.value)
            if !found.isSkipped { return found }
            start += scalar.length
        }
        return nil
    }
}
