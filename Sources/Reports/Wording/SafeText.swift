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

    /// JSON says the same with such characters written as `\\u009b`: outside its texts there are none. What is between them
    /// is copied at once.
    public static func makeJSON(_ json: String) -> String {
        var json = json
        let safe: String? = json.withUTF8 { bytes in
            var safe = ""
            var start = 0
            var at = 0
            while at < bytes.count {
                guard let (scalar, length) = unsafeScalar(bytes, at: at) else {
                    at += 1
                    continue
                }
                safe += String(decoding: bytes[start..<at], as: UTF8.self) + "\\u" + hexadecimal(scalar).lowercased()
                at += length
                start = at
            }
            return start == 0 ? nil : safe + String(decoding: bytes[start...], as: UTF8.self)
        }
        return safe ?? json
    }

    /// A character that JSON is not to show as it is, and how many bytes it takes; nil where none begins. Of valid UTF-8.
    @inline(__always)
    private static func unsafeScalar(_ bytes: UnsafeBufferPointer<UInt8>, at: Int) -> (scalar: UInt32, length: Int)? {
        switch bytes[at] {
        case 0xC2: return bytes[at + 1] < 0xA0 ? (UInt32(bytes[at + 1]), 2) : nil
        case 0xD8: return bytes[at + 1] == 0x9C ? (0x061C, 2) : nil
        case 0xE2 where bytes[at + 1] == 0x80 || bytes[at + 1] == 0x81:
            let scalar = 0x2000 | UInt32(bytes[at + 1] & 0x3F) << 6 | UInt32(bytes[at + 2] & 0x3F)
            switch scalar {
            case 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: return (scalar, 3)
            default: return nil
            }
        default: return nil
        }
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
