/// Words of French, Italian and Catalan that lose their vowel before another word: l'argent, d'idiot, qu'il, dell'arte.
extension WordPlace {
    /// Whether the apostrophe before the offset ends such a word, which stands alone, and the word behind is long enough
    /// that one may look for it: j'ai, c'est and l'on are words of their own, as are English it's and don't.
    func isElided(_ text: Span<UInt8>) -> Bool {
        var word: UInt64 = 0
        var start = beforeStart
        while start > 0, beforeStart - start < 8 {
            let letter = text[start - 1] | 0x20
            guard (0x61...0x7A).contains(letter) else { break }
            word |= UInt64(letter) << UInt64(8 * (beforeStart - start))
            start -= 1
        }
        guard let least = Self.elided[word], lettersBehind(text, atMost: least) == least else { return false }
        // The apostrophes of O'D'Arc would make one word of all.
        let (neighbour, _) = start > 0 ? Self.unskipped(text, before: start) : (nil, 0)
        if let neighbour, !neighbour.isWithoutSpaces {
            if neighbour.isWord || neighbour.property == .extendNumberLetter || neighbour.isMidNumberLetter {
                return false
            }
        }
        return word != Self.article || !isPronoun(text)
    }

    /// How many letters a word behind must have at least, by the letters before the apostrophe, the last in the low byte.
    private static let elided: [UInt64: Int] = {
        var lengths: [UInt64: Int] = [:]
        for (least, words) in [
            (2, "d l"), (4, "c"),
            (3, "j m t s n qu jusqu lorsqu puisqu quoiqu quelqu un dell all nell sull dall coll quell bell sant"),
        ] {
            for word in words.split(separator: " ") { lengths[packed(word.utf8)] = least }
        }
        return lengths
    }()

    private static let article = packed("l".utf8)

    /// l'ai, l'as, l'en, l'on, l'un: of two letters, and no word that one looks for.
    private func isPronoun(_ text: Span<UInt8>) -> Bool {
        guard offset + 1 < text.count, lettersBehind(text, atMost: 3) == 2 else { return false }
        return Self.pronouns.contains(Self.packed([text[offset] | 0x20, text[offset + 1] | 0x20]))
    }

    private static let pronouns = Set(["ai", "as", "en", "on", "un"].map { packed($0.utf8) })

    private static func packed(_ letters: some Sequence<UInt8>) -> UInt64 {
        letters.reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func lettersBehind(_ text: Span<UInt8>, atMost limit: Int) -> Int {
        var count = 0
        var at = offset
        for _ in 0..<WordBreaks.reach where count < limit && at < text.count {
            let scalar = UTF8Scalar(text, at: at)
            let found = WordClass(scalar.value)
            if found.isLetter { count += 1 } else if !found.isSkipped { break }
            at += scalar.length
        }
        return count
    }
}
