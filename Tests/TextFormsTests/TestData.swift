import Glibc

@testable import TextForms

/// Files that tests read where they are there.
enum TestData {
    /// Debian's package unicode-data.
    static let ucd = "/usr/share/unicode"

    static func exists(_ path: String) -> Bool { access(path, R_OK) == 0 }

    /// Public posts next to the package, on machines where it is developed.
    static let corpora: String = {
        let package = "\(#filePath)".split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(package)/../shared/corpora"
    }()

    /// What a command writes.
    static func output(of command: String) -> [UInt8] {
        guard let pipe = popen(command, "r") else { return [] }
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    static func lines(of path: String) -> [Substring] {
        let command = path.hasSuffix(".bz2") ? "bunzip2 -c '\(path)'" : "cat '\(path)'"
        return String(decoding: output(of: command), as: UTF8.self)
            .split(separator: "\n").filter { !$0.hasPrefix("#") && !$0.hasPrefix("@") }
    }

    /// The bytes of scalars written as `0041 0308`.
    static func text(_ scalars: some StringProtocol) -> [UInt8] {
        var text = String.UnicodeScalarView()
        for part in scalars.split(separator: " ") {
            if let scalar = UInt32(part, radix: 16).flatMap(Unicode.Scalar.init) { text.append(scalar) }
        }
        return Array(String(text).utf8)
    }
}

/// SplitMix64: the same texts from the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// A text of pieces that are likely to get in each other's way.
    mutating func bytes(invalid: Bool, flags: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...24, using: &self) {
            let kind = Int.random(in: 0..<12, using: &self)
            switch kind {
            case 0, 1: bytes += Array("the Quick\tBROWN fox's 3.14\r\n".utf8).shuffled(using: &self).prefix(5)
            case 2: bytes += piece(["我", "爱", "賭", "後", "乾", "，", "㈱", "金", "⻢"])
            case 3, 4:
                bytes += piece([
                    "\u{301}", "\u{323}", "\u{345}", "\u{338}", "\u{336}", "\u{5B0}", "\u{20E3}", "\u{3099}",
                ])
            case 5: bytes += piece(["ǅ", "ß", "İ", "ﬁ", "ﷺ", "ᾳ", "ΐ", "ſ", "Å", "´", "’", "ŉ", "≠", "="])
            case 6: bytes += piece(["\u{1100}", "\u{1161}", "\u{11A8}", "가", "각", "ㅎ", "\u{FFA1}"])
            case 7: bytes += piece(["\u{200B}", "\u{FE0F}", "\u{AD}", "\u{E0041}", "\u{202E}", "\u{0}", "\u{7F}"])
            case 8: bytes += piece(["Ａ", "Ⓐ", "🅰", "𝐚", "①", "⒜", "⓫", "🄰"])
            case 9: bytes += piece(["\r", "\n", "\r\n", "\u{2028}", "\u{A0}", "\u{3000}", "\u{85}", " "])
            case 10 where flags: bytes += piece(["🇺", "🇸", "🇺🇸", "🇨🇳", "🇬🇧🇿"])
            case 11 where invalid:
                let junk: [[UInt8]] = [
                    [0x80], [0xFF], [0xE4, 0xB8], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0xC3],
                ]
                bytes += junk.randomElement(using: &self) ?? []
            default:
                let value = UInt32.random(in: 0..<0x30000, using: &self)
                if flags || !(0x1F1E6..<0x1F200).contains(value), let scalar = Unicode.Scalar(value) {
                    bytes += Array(String(scalar).utf8)
                }
            }
        }
        return bytes
    }

    private mutating func piece(_ pieces: [String]) -> [UInt8] {
        Array((pieces.randomElement(using: &self) ?? "").utf8)
    }
}
