import Testing

@testable import TextForms

@Suite struct CharacterKindTests {
    @Test(arguments: [
        ("a é ⅷ ａ 𝐁 ℝ Ⓐ ª ſ", CharacterKind.latin), ("ж Ѣ ѣ", .cyrillic), ("ω Ω μ µ 𝛀", .greek), ("Ꭰ ա", .lookAlike),
        ("0 ٣ ۳ ३ ๓ ７ 𝟖", .digit), ("中 〇 あ ー ｱ 가 ㄅ 𠀀", .han), ("! ─ → ① ½ € ⟦ 。 ＋ ¬ \u{E000} \u{FFFC}", .punctuation),
        ("😀 ❤ ☎ ㊗ 🅰 🇦 🏽 \u{20E3}", .emoji), ("ا ש अ த ༀ", .joining), ("ა አ", .other), ("ก ກ ក က", .unspaced),
        ("‼ ⁉ ↔ ℹ ™ © ▶", .sign), ("⠓ ⣿", .braille),
        ("\u{200B} \u{2800} \u{3164} \u{7} \u{FE0F} \u{E0067} \u{1D159}", .invisible),
    ])
    func kinds(_ characters: String, _ kind: CharacterKind) {
        for character in characters.split(separator: " ") {
            for scalar in character.unicodeScalars.prefix(1) {
                #expect(CharacterKind.look(at: scalar.value).kind == kind, "\(character)")
            }
        }
    }

    /// Every scalar that the tables and the standard library both know: what they say must agree. (Of
    /// U+0295 Unicode has changed its mind since.)
    @Test func everyScalar() {
        var wrong: [String] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age, age.major <= 15, age != (15, 1),
                value != 0x295
            else { continue }
            let (kind, isCased, isCapital) = CharacterKind.look(at: value)
            if !Self.agrees(kind, scalar) || isCapital && !isCased || isCased && !scalar.properties.isCased {
                wrong.append("U+\(String(value, radix: 16)) \(kind) \(scalar.properties.generalCategory)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(20))")
        #expect(CharacterKind.look(at: 0x110000).kind == .other)
        #expect(CharacterKind.look(at: .max).kind == .other)
    }

    private static func agrees(_ kind: CharacterKind, _ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        switch kind {
        case .space: return properties.isWhitespace
        case .invisible:
            return properties.isDefaultIgnorableCodePoint || properties.generalCategory == .control
                || properties.generalCategory == .format || Folding.fold(scalar).isEmpty
        case .digit: return properties.generalCategory == .decimalNumber
        case .emoji: return properties.isEmoji || scalar.value >= 0x2600 && isSymbol(properties) || scalar == "\u{20E3}"
        case .sign: return properties.isEmoji
        case .braille, .punctuation: return !properties.isAlphabetic || isNumber(properties)
        case .latin, .cyrillic, .greek, .lookAlike, .joining, .other, .unspaced, .han:
            return !properties.isWhitespace && !isSymbol(properties) || properties.isAlphabetic
        }
    }

    private static func isSymbol(_ properties: Unicode.Scalar.Properties) -> Bool {
        switch properties.generalCategory {
        case .otherSymbol, .mathSymbol, .currencySymbol, .modifierSymbol: true
        default: false
        }
    }

    private static func isNumber(_ properties: Unicode.Scalar.Properties) -> Bool {
        properties.generalCategory == .otherNumber || properties.generalCategory == .letterNumber
    }
}
