/// Other things that campaigns do, made independently of `Variants`: words left out, doubled and put elsewhere, typing
/// errors, capitals and full-width letters, a signature behind the text, a part of it cut off.
enum OtherVariants: VariantGenerator {
    static let kinds = ["dropped", "typos", "wide", "moved", "signature", "cut", "mixed"]

    static func make(_ kind: String, _ text: String, _ random: inout Random) -> String? {
        switch kind {
        case "dropped": dropped(text, &random)
        case "typos": typos(text, &random)
        case "wide": wide(text, &random)
        case "moved": moved(text, &random)
        case "signature": signature(text, &random)
        case "cut": cut(text)
        default: signature(wide(typos(text, &random), &random), &random)
        }
    }

    /// Words; of a text without spaces, characters.
    private static func pieces(_ text: String) -> (pieces: [String], joint: String) {
        let words = text.split(separator: " ").map(String.init)
        return words.count >= 3 ? (words, " ") : (text.map { String($0) }, "")
    }

    /// One word in twelve is not there, one at least.
    private static func dropped(_ text: String, _ random: inout Random) -> String? {
        var (all, joint) = pieces(text)
        guard all.count >= 8 else { return nil }
        for _ in 0..<(all.count + 11) / 12 { all.remove(at: Int(random.next() % UInt64(all.count))) }
        return all.joined(separator: joint)
    }

    /// One character in twenty is doubled, or changes places with the next.
    private static func typos(_ text: String, _ random: inout Random) -> String {
        var characters = Array(text)
        var at = 0
        while at + 1 < characters.count {
            if random.chance(20) {
                if random.chance(2) {
                    characters.insert(characters[at], at: at)
                } else {
                    characters.swapAt(at, at + 1)
                }
                at += 1
            }
            at += 1
        }
        return String(characters)
    }

    /// A quarter of the letters and digits are capitals or full-width.
    private static func wide(_ text: String, _ random: inout Random) -> String {
        text.map { character in
            guard random.chance(4), let value = character.unicodeScalars.first?.value, character.isASCII,
                character.isLetter || character.isNumber, let wide = Unicode.Scalar(value + 0xFEE0)
            else { return String(character) }
            return random.chance(2) ? String(character).uppercased() : String(Character(wide))
        }.joined()
    }

    /// The first sixth goes to the end.
    private static func moved(_ text: String, _ random: inout Random) -> String? {
        let (all, joint) = pieces(text)
        guard all.count >= 6 else { return nil }
        let count = all.count / 6
        return (all[count...] + all[..<count]).joined(separator: joint)
    }

    /// A name and a number behind it.
    private static func signature(_ text: String, _ random: inout Random) -> String {
        "\(text) -- \(random.name()) \(random.next() % 10_000)"
    }

    /// The last tenth is not there.
    private static func cut(_ text: String) -> String? {
        text.count >= 10 ? String(text.prefix(text.count * 9 / 10)) : nil
    }
}
