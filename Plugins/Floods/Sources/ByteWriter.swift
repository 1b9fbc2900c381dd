internal import Moderation

/// Numbers as bytes, little endian, lists with their length before them; sealed by a checksum.
struct ByteWriter {
    private var bytes: [UInt8] = []

    init(capacity: Int = 4096) { bytes.reserveCapacity(capacity) }

    mutating func put(_ number: UInt64) { put([number]) }

    mutating func put(_ text: String) { put(Array(text.utf8)) }

    mutating func put<Number: FixedWidthInteger>(_ numbers: [Number]) {
        append(UInt64(numbers.count))
        for number in numbers { append(number) }
    }

    private mutating func append<Number: FixedWidthInteger>(_ number: Number) {
        var rest = number
        for _ in 0..<MemoryLayout<Number>.size {
            bytes.append(UInt8(truncatingIfNeeded: rest))
            rest = Number.bitWidth > 8 ? rest >> 8 : 0
        }
    }

    /// With a checksum behind them.
    func sealed() -> [UInt8] {
        var sealed = self
        sealed.append(ByteReader.checksum(bytes[...]))
        return sealed.bytes
    }
}

/// Reads what `ByteWriter` wrote.
struct ByteReader {
    private let bytes: [UInt8]
    private let end: Int
    private var at = 0

    /// Bytes with their checksum, which is compared first.
    init(sealed bytes: [UInt8]) throws(MemoryProblem) {
        guard bytes.count >= 8 else { throw MemoryProblem("it is incomplete") }
        self.bytes = bytes
        end = bytes.count - 8
        guard Self.number(bytes, end, UInt64.self) == Self.checksum(bytes[..<end]) else {
            throw MemoryProblem("its checksum is wrong: it is truncated or corrupt")
        }
    }

    mutating func one() throws(MemoryProblem) -> UInt64 {
        let numbers = try numbers(UInt64.self)
        guard numbers.count == 1 else { throw MemoryProblem("a number is missing") }
        return numbers[0]
    }

    mutating func text() throws(MemoryProblem) -> String { String(decoding: try numbers(UInt8.self), as: UTF8.self) }

    mutating func numbers<Number: FixedWidthInteger>(_ type: Number.Type) throws(MemoryProblem) -> [Number] {
        guard at + 8 <= end else { throw MemoryProblem("it is incomplete") }
        let count = Self.number(bytes, at, UInt64.self)
        at += 8
        let size = MemoryLayout<Number>.size
        guard count <= UInt64((end - at) / size) else { throw MemoryProblem("it is incomplete") }
        let from = at
        at += Int(count) * size
        return (0..<Int(count)).map { Self.number(bytes, from + $0 * size, type) }
    }

    private static func number<Number: FixedWidthInteger>(_ bytes: [UInt8], _ at: Int, _ type: Number.Type) -> Number {
        var value: UInt64 = 0
        for offset in (0..<MemoryLayout<Number>.size).reversed() { value = value << 8 | UInt64(bytes[at + offset]) }
        return Number(truncatingIfNeeded: value)
    }

    static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash = UInt64(bytes.count) ^ 0x9E37_79B9_7F4A_7C15
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Signature.mix(hash)
    }
}
