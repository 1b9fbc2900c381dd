/// Random changes to known inputs, the same for the same seed: no coverage is measured, so it is only as good as its
/// seeds and words.
struct Mutator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64 (G. Steele, D. Lea, C. Flood).
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// The limit of inputs, in bytes.
    static let limit = 4096

    /// Bytes that have broken readers before: ends, controls, torn UTF-8, surrogates, marks, numbers, nesting.
    static let words: [[UInt8]] =
        [
            "\"", "\\", "\\u0000", "\\ud800", "\\udc00\\ud800", "{", "}", "[", "]", "[[[[[[[[[[[[[[[[",
            "{\"a\":{\"a\":",
            ":", ",", "-", "- ", "\n", "\r\n", "\t", "  ", "#", "&a", "*a", "<<: *a", "!!binary", "|", ">", "---", "'",
            "~", "?", "%", "null", "true", "1e999", "-0", "18446744073709551616", "0.1e-400", "9007199254740993",
            "\u{FEFF}", "\u{200B}", "\u{202E}", "\u{1F468}\u{200D}\u{1F469}", "ﬃ", "İ", "ß", "加", "Ａ", "\u{301}", "(",
            ")",
            "(?:", "(?=", "(?<!", "(?R)", "\\1", "*", "+", "{1000}", "{2,}", "[^", "\\p{L}", "\\b", "$", "^", ".", "..",
            "/", "@", "0000000000000001-", "{\"seq\":", "\"digest\":", "body", "regex", "score", "examples", "fires",
        ].map { Array($0.utf8) } + [
            [0], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE5], [0x1B, 0x5B],
        ]

    /// One to eight changes.
    mutating func mutate(_ seed: [UInt8], crossedWith other: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0...Int.random(in: 0...7, using: &self) {
            let at = Int.random(in: 0...bytes.count, using: &self)
            let end = min(bytes.count, at + Int.random(in: 0...16, using: &self))
            switch Int.random(in: 0...6, using: &self) {
            case 0: bytes.insert(contentsOf: Self.words.randomElement(using: &self) ?? [], at: at)
            case 1: bytes.replaceSubrange(at..<end, with: Self.words.randomElement(using: &self) ?? [])
            case 2: bytes.removeSubrange(at..<end)
            case 3: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &self) }
            case 4: bytes.insert(contentsOf: Array(repeating: bytes[at..<end], count: 4).joined(), at: at)
            case 5: bytes = Array(bytes[..<at])
            default:
                let from = Int.random(in: 0...other.count, using: &self)
                bytes.insert(contentsOf: other[from..<min(other.count, from + 64)], at: at)
            }
            if bytes.count > Self.limit { bytes.removeLast(bytes.count - Self.limit) }
        }
        return bytes
    }
}
