/// Pieces of patterns made from plain text.
public enum PatternText {
    /// The pattern that matches just this text.
    public static func literal(_ text: some StringProtocol) -> String {
        var pattern = ""
        for scalar in text.unicodeScalars {
            // Any ASCII character that is not a letter or digit may be escaped (pcre2pattern(3), "BACKSLASH").
            if scalar.isASCII, !scalar.properties.isAlphabetic, !("0"..."9").contains(scalar) {
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    pattern += "\\x{\(String(scalar.value, radix: 16))}"
                    continue
                }
                pattern += "\\"
            }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern
    }

    /// The pattern of a phrase, also inside a longer word: any white space in it fits any other, but for that at its
    /// edges.
    public static func phrase(_ text: some StringProtocol) -> String {
        var parts: [String] = [""]
        var wasSpace = false
        for character in text {
            if character.isWhitespace {
                if !wasSpace { parts.append("") }
            } else {
                parts[parts.count - 1].append(character)
            }
            wasSpace = character.isWhitespace
        }
        return parts.map { literal($0) }.joined(separator: "\\s+")
    }

    /// The pattern of a complete word or phrase: not inside a longer word, but behind an elided article (d'idiot).
    /// Scripts that put no spaces between words need no edge, neither of the word itself nor of its neighbour, except that
    /// a run of katakana is one word; Korean particles may follow; any white space in the phrase fits any other.
    public static func word(_ text: some StringProtocol) -> String {
        let parts = String(text).split(whereSeparator: \.isWhitespace)
        let inner = parts.map { literal($0) }.joined(separator: "\\s+")
        guard let first = parts.first?.unicodeScalars.first, let last = parts.last?.unicodeScalars.last else {
            return inner
        }
        let before =
            if first.isKatakana {
                "(?<!\(katakana))"
            } else if first.needsEdge {
                "(?<!\(spacedLetter))(?:(?<!\\w['’])|\(elided))"
            } else {
                first == "#" || first == "@" ? "(?<!\(spacedLetter)|/)" : ""
            }
        let after =
            if last.isKatakana {
                "(?!\(katakana))"
            } else {
                last.needsEdge && !last.isHangul ? "(?!\(spacedLetter))(?!['’]\\p{L})" : ""
            }
        return before + inner + after
    }

    private static let katakana = "[\\p{Katakana}ー]"

    /// Behind an elided word of French, Italian or Catalan that stands alone, before a word that is long enough: as
    /// `WordPlace.isElided` has it.
    private static let elided: String = {
        func behind(_ words: String, _ next: String) -> String {
            let branches = words.split(separator: " ").map { "(?<![\\w'’])(?i:\($0))['’]" }
            return "(?<=" + branches.joined(separator: "|") + ")" + next
        }
        return [
            behind("d", "(?=\\p{L}{2})"), behind("l", "(?=\\p{L}{2})(?!(?i:ai|as|en|on|un)(?!\\p{L}))"),
            behind("c", "(?=\\p{L}{4})"),
            behind(
                "j m t s n qu jusqu lorsqu puisqu quoiqu quelqu un dell all nell sull dall coll quell bell sant",
                "(?=\\p{L}{3})"),
        ].joined(separator: "|")
    }()

    /// A letter, mark, digit or underscore of a script that puts spaces between words.
    private static let spacedLetter =
        "(?![\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}])[\\p{L}\\p{M}\\p{N}_]"
}

extension Unicode.Scalar {
    /// Whether a word that ends in this character could go on in a neighbour.
    fileprivate var needsEdge: Bool {
        guard !isWrittenWithoutSpaces else { return false }
        if self == "_" { return true }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }

    /// Katakana, half-width too, and the prolonged sound mark (Unicode blocks).
    fileprivate var isKatakana: Bool {
        switch value {
        case 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: true
        default: false
        }
    }

    /// Hangul syllables and letters (Unicode blocks).
    fileprivate var isHangul: Bool {
        switch value {
        case 0x1100...0x11FF, 0x3131...0x318E, 0xA960...0xA97F, 0xAC00...0xD7FF: true
        default: false
        }
    }

    /// Han, kana, Thai, Lao, Khmer, Myanmar (Unicode blocks).
    fileprivate var isWrittenWithoutSpaces: Bool {
        switch value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3021...0x3029,
            0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9F,
            0x1AFF0...0x1B16F, 0x20000...0x323AF:
            true
        default: false
        }
    }
}
