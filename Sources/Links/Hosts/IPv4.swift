/// An IPv4 address as browsers read it (WHATWG URL, "ends in a number"): `1.2.3.4`, `0x7f.1`, `2130706433`, `0177.0.0.1`.
enum IPv4 {
    /// The address, nil where the parts are none. `strict` takes four decimal or four hexadecimal parts only: text
    /// without `http://` is full of other numbers.
    static func address(_ host: ArraySlice<UInt8>, strict: Bool) -> UInt32? {
        let parts = host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count <= 4, !strict || parts.count == 4 else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard let number = number(part, strict: strict) else { return nil }
            numbers.append(number)
        }
        guard let last = numbers.popLast(), numbers.allSatisfy({ $0 < 256 }) else { return nil }
        let free = 4 - numbers.count
        guard last < UInt64(1) << UInt64(8 * free) else { return nil }
        var address: UInt64 = last
        for (index, number) in numbers.enumerated() { address |= number << UInt64(8 * (3 - index)) }
        return UInt32(address)
    }

    private static func number(_ part: ArraySlice<UInt8>, strict: Bool) -> UInt64? {
        guard let first = part.first, part.count <= 12 else { return nil }
        var radix: UInt64 = 10
        var digits = part
        if first == UInt8(ascii: "0"), part.count > 1 {
            if part.dropFirst().first == UInt8(ascii: "x") {
                radix = 16
                digits = part.dropFirst(2)
            } else if strict {
                return nil
            } else {
                radix = 8
                digits = part.dropFirst()
            }
        } else if strict, part.count > 3 {
            return nil
        }
        var number: UInt64 = 0
        for byte in digits {
            let digit: UInt64
            switch byte {
            case 0x30...0x39: digit = UInt64(byte - 0x30)
            case 0x61...0x66: digit = UInt64(byte - 0x61 + 10)
            default: return nil
            }
            guard digit < radix else { return nil }
            number = number * radix + digit
        }
        return number
    }

    /// `1.2.3.4`
    static func text(_ address: UInt32) -> String {
        "\(address >> 24).\(address >> 16 & 255).\(address >> 8 & 255).\(address & 255)"
    }
}
