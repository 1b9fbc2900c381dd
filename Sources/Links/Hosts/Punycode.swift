/// International labels as DNS has them (RFC 3492).
enum Punycode {
    /// `bücher` to `xn--bcher-kva`; an ASCII label as it is. Nil where the result is longer than 63 bytes.
    static func encode(_ label: [Unicode.Scalar]) -> [UInt8]? {
        guard label.count <= 63 else { return nil }
        var output = label.compactMap { $0.isASCII ? UInt8($0.value) : nil }
        guard output.count < label.count else { return output.count <= 63 ? output : nil }
        var handled = output.count
        let basic = handled
        if basic > 0 { output.append(UInt8(ascii: "-")) }
        var n: UInt32 = 128
        var delta = 0
        var bias = 72
        while handled < label.count {
            guard let next = label.lazy.map(\.value).filter({ $0 >= n }).min() else { return nil }
            delta += Int(next - n) * (handled + 1)
            n = next
            for scalar in label {
                if scalar.value < n { delta += 1 }
                guard scalar.value == n else { continue }
                var q = delta
                var k = 36
                while true {
                    let t = k <= bias ? 1 : min(26, k - bias)
                    if q < t { break }
                    output.append(digit(t + (q - t) % (36 - t)))
                    q = (q - t) / (36 - t)
                    k += 36
                }
                output.append(digit(q))
                bias = adapt(delta, handled + 1, isFirst: handled == basic)
                delta = 0
                handled += 1
            }
            delta += 1
            n += 1
        }
        output = Array("xn--".utf8) + output
        return output.count <= 63 ? output : nil
    }

    /// `xn--bcher-kva` to `bücher`; nil where it is no Punycode.
    static func decode(_ label: [UInt8]) -> [Unicode.Scalar]? {
        guard label.count <= 63, label.starts(with: Array("xn--".utf8)) else { return nil }
        let input = Array(label.dropFirst(4))
        var output: [Unicode.Scalar] = []
        var at = 0
        if let dash = input.lastIndex(of: UInt8(ascii: "-")) {
            output = input[..<dash].map { Unicode.Scalar($0) }
            at = dash + 1
        }
        var n = 128
        var i = 0
        var bias = 72
        while at < input.count {
            let before = i
            var weight = 1
            var k = 36
            while true {
                guard at < input.count, let digit = value(input[at]) else { return nil }
                at += 1
                i += digit * weight
                let t = k <= bias ? 1 : min(26, k - bias)
                if digit < t { break }
                weight *= 36 - t
                k += 36
                guard i < 1 << 32, weight < 1 << 32 else { return nil }
            }
            bias = adapt(i - before, output.count + 1, isFirst: before == 0)
            n += i / (output.count + 1)
            i %= output.count + 1
            guard n <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(n)) else { return nil }
            output.insert(scalar, at: i)
            i += 1
        }
        return output
    }

    private static func adapt(_ delta: Int, _ points: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / points
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }

    private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 97 : value + 22) }

    private static func value(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 22
        case 0x61...0x7A: Int(byte) - 97
        case 0x41...0x5A: Int(byte) - 65
        default: nil
        }
    }
}
