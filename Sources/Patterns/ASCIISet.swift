internal import CPCRE2
internal import Synchronization

/// Some of the 128 characters of ASCII.
struct ASCIISet: Hashable, Sendable {
    private(set) var low: UInt64 = 0
    private(set) var high: UInt64 = 0

    init() {}

    /// All, or all but one.
    init(allBut left: UInt8?) {
        (low, high) = (.max, .max)
        if let left { remove(left) }
    }

    mutating func insert(_ byte: UInt8) {
        if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte - 64) }
    }

    mutating func formUnion(_ other: ASCIISet) {
        low |= other.low
        high |= other.high
    }

    private mutating func remove(_ byte: UInt8) {
        if byte < 64 { low &= ~(1 << UInt64(byte)) } else { high &= ~(1 << UInt64(byte - 64)) }
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 64 ? low & 1 << UInt64(byte) != 0 : byte < 128 && high & 1 << UInt64(byte - 64) != 0
    }

    var count: Int { low.nonzeroBitCount + high.nonzeroBitCount }

    static let all = ASCIISet(allBut: nil)

    /// Between the brackets of a class.
    var classText: String {
        var text = ""
        var byte: UInt8 = 0
        while byte < 128 {
            guard contains(byte) else {
                byte += 1
                continue
            }
            var last = byte
            while last < 127, contains(last + 1) { last += 1 }
            text += hex(byte) + (last > byte ? "-" + hex(last) : "")
            byte = last + 1
        }
        return text
    }

    /// What a class, as written in a pattern, matches in ASCII; nil if PCRE2 does not accept it by itself.
    init?(asPCRE2Says source: String, isCaseless: Bool) {
        let key = (isCaseless ? "i" : "s") + source
        if let known = Self.known.withLock({ $0[key] }) {
            self = known
            return
        }
        self.init()
        var failure: Int32 = 0
        var place = 0
        let options =
            UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_ANCHORED) | UInt32(isCaseless ? PCRE2_CASELESS : 0)
        let bytes = Array(source.utf8)
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &failure, &place, nil) else { return nil }
        defer { pcre2_code_free_8(code) }
        guard let data = pcre2_match_data_create_8(1, nil) else { return nil }
        defer { pcre2_match_data_free_8(data) }
        for byte in UInt8(0)..<128 where pcre2_match_8(code, [byte], 1, 0, 0, data, nil) >= 0 { insert(byte) }
        let found = self
        Self.known.withLock {
            if $0.count > 4096 { $0.removeAll() }
            $0[key] = found
        }
    }

    /// The same few classes are in thousands of patterns.
    private static let known = Mutex<[String: ASCIISet]>([:])
}

/// `\x41`
func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return "\\x" + (digits.count < 2 ? "0" + digits : digits)
}
