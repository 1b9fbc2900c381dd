internal import TextForms

/// A value made of emoji alone. Folding makes letters of some emoji and takes from sequences what tells them apart, so it
/// is looked for in the text as written, by scalars: with or without variation selectors, in any skin tone unless it has
/// one, and never as a part of another emoji.
struct EmojiValue: Sendable {
    /// Without variation selectors; a space for any white space.
    let scalars: [UInt32]
    /// The place of the scalar by which it is found: the first that is not ASCII, so the enclosing mark of a keycap.
    let key: Int

    /// Nil if a value is not made of emoji alone.
    init?(_ value: String) {
        guard value.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        var scalars: [UInt32] = []
        for character in value {
            if character.isWhitespace {
                if let last = scalars.last, last != 0x20 { scalars.append(0x20) }
                continue
            }
            guard Self.isEmoji(character) else { return nil }
            for scalar in character.unicodeScalars where !Self.isPassedOver(scalar.value) {
                scalars.append(scalar.value)
            }
        }
        if scalars.last == 0x20 { scalars.removeLast() }
        guard let key = scalars.firstIndex(where: { $0 >= 0x80 }), key <= 1 else { return nil }
        (self.scalars, self.key) = (scalars, key)
    }

    /// The bytes by which it is found.
    var keyBytes: [UInt8] { Unicode.Scalar(scalars[key]).map { Array(String($0).utf8) } ?? [] }

    private static func isEmoji(_ character: Character) -> Bool {
        guard let first = character.unicodeScalars.first else { return false }
        if first.isASCII { return character.unicodeScalars.contains { $0.value == 0x20E3 } }
        if isRegional(first.value) {
            // Two that are no flag are letters.
            let text = String(character)
            return character.unicodeScalars.count == 2 && Folding.fold(text) == text
        }
        return first.properties.isEmoji
    }

    // MARK: In a text

    /// The emoji in the bytes of a text, if its key ends at an offset there.
    func range(in text: [UInt8], keyEnd: Int) -> Range<Int>? {
        let bytes = text.span
        var start = keyEnd - keyBytes.count
        if key == 1 {
            var before = Self.before(bytes, start)
            while let (scalar, place) = before, Self.isPassedOver(scalar) { before = Self.before(bytes, place) }
            guard let (scalar, place) = before, scalar == scalars[0] else { return nil }
            start = place
        }
        guard !isPartOfOne(bytes, before: start) else { return nil }
        var end = keyEnd
        for scalar in scalars[(key + 1)...] {
            guard let next = Self.match(scalar, bytes, end) else { return nil }
            end = next
        }
        end = Self.passed(bytes, end, tones: true)
        return isPartOfOne(bytes, behind: end) ? nil : start..<end
    }

    /// Behind a scalar that stands at an offset; nil if another does.
    private static func match(_ scalar: UInt32, _ bytes: Span<UInt8>, _ offset: Int) -> Int? {
        var at = passed(bytes, offset, tones: !isTone(scalar))
        if scalar == 0x20 {
            let start = at
            while let (found, next) = behind(bytes, at), Unicode.Scalar(found)?.properties.isWhitespace == true {
                at = next
            }
            return at == start ? nil : at
        }
        guard let (found, next) = behind(bytes, at), found == scalar else { return nil }
        return next
    }

    /// Behind what does not matter.
    private static func passed(_ bytes: Span<UInt8>, _ offset: Int, tones: Bool) -> Int {
        var at = offset
        while let (found, next) = behind(bytes, at), isPassedOver(found) || tones && isTone(found) { at = next }
        return at
    }

    /// Whether another emoji goes on: with a joiner, tags, a keycap's mark, or the other half of a flag.
    private func isPartOfOne(_ bytes: Span<UInt8>, behind end: Int) -> Bool {
        guard let (found, next) = Self.behind(bytes, end) else { return false }
        if found == 0x200D { return Self.behind(bytes, next).map { Self.isPictograph($0.scalar) } ?? false }
        return found == 0x20E3 || (0xE0020...0xE007F).contains(found)
    }

    /// Whether one began before: a joiner behind an emoji, or half a flag.
    private func isPartOfOne(_ bytes: Span<UInt8>, before start: Int) -> Bool {
        if Self.isRegional(scalars[0]) {
            var count = 0
            var at = start
            while count <= 128, let (found, place) = Self.before(bytes, at), Self.isRegional(found) {
                count += 1
                at = place
            }
            return count % 2 != 0
        }
        guard let (found, place) = Self.before(bytes, start) else { return false }
        if Self.isTone(scalars[0]) { return Self.isPictograph(found) }
        guard found == 0x200D, let (first, _) = Self.before(bytes, place) else { return false }
        return Self.isPictograph(first) || Self.isPassedOver(first) || Self.isTone(first)
    }

    private static func behind(_ bytes: Span<UInt8>, _ offset: Int) -> (scalar: UInt32, end: Int)? {
        offset < bytes.count ? scalar(bytes, offset) : nil
    }

    private static func before(_ bytes: Span<UInt8>, _ offset: Int) -> (scalar: UInt32, start: Int)? {
        guard offset > 0 else { return nil }
        var start = offset - 1
        while start > 0, offset - start < 4, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return (scalar(bytes, start).scalar, start)
    }

    private static func scalar(_ bytes: Span<UInt8>, _ offset: Int) -> (scalar: UInt32, end: Int) {
        let scalar = UTF8Scalar(bytes, at: offset)
        return (scalar.value, offset + scalar.length)
    }

    // MARK: Characters

    /// Variation selectors and invisible characters that no emoji is made of.
    private static func isPassedOver(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0xFE0E, 0xFE0F, 0x200B, 0x2060, 0xFEFF: true
        default: false
        }
    }

    private static func isTone(_ scalar: UInt32) -> Bool { (0x1F3FB...0x1F3FF).contains(scalar) }
    private static func isRegional(_ scalar: UInt32) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar) }
    private static func isPictograph(_ scalar: UInt32) -> Bool {
        scalar >= 0x80 && Unicode.Scalar(scalar)?.properties.isEmoji == true
    }
}
