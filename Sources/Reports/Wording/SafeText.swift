/// Text of posts, names and rules for the screen: what could act on a terminal or turn its order round becomes
/// visible instead.
public enum SafeText {
    public static func make(_ text: some StringProtocol, keepingLines: Bool = false) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where keepingLines: safe.unicodeScalars.append(scalar)
            case 0x00..<0x20:
                // The Unicode pictures of the C0 controls: ␀ to ␟.
                if let picture = Unicode.Scalar(0x2400 + scalar.value) { safe.unicodeScalars.append(picture) }
            case 0x7F: safe += "␡"
            case 0x80..<0xA0, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
                0xE0000...0xE007F:
                safe += "⟨" + "U+" + hexadecimal(scalar.value) + "⟩"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    public static func make(_ bytes: some Sequence<UInt8>, keepingLines: Bool = false) -> String {
        make(String(decoding: Array(bytes), as: UTF8.self), keepingLines: keepingLines)
    }

    /// JSON says the same with such characters written as `\\u009b`: outside its texts there are none.
    public static func makeJSON(_ json: String) -> String {
        var safe = ""
        for scalar in json.unicodeScalars {
            switch scalar.value {
            case 0x80..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069:
                safe += "\\u" + hexadecimal(scalar.value).lowercased()
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
