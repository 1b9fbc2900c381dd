/// Writes JSON as UTF-8 bytes, compact, members in the order written. Bytes given as text must be valid UTF-8.
public struct JSONWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8]
    private var needsComma = false

    /// Empty, with room for some hundred bytes.
    public init() {
        bytes = []
        bytes.reserveCapacity(512)
    }

    /// What was written, as a text.
    public var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Clears the text and keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    /// A line feed, between values of a JSON-lines file.
    public mutating func endLine() {
        bytes.append(0x0A)
        needsComma = false
    }

    public mutating func object(_ members: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    public mutating func array(_ elements: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        elements(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// A member whose value `value` writes.
    public mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
        begin(name)
        value(&self)
        needsComma = true
    }

    private mutating func begin(_ name: String) {
        separate()
        string(name.utf8)
        bytes.append(UInt8(ascii: ":"))
    }

    // Of the common types, not generic: generic code is called through tables from other modules.

    public mutating func member(_ name: String, _ value: String) {
        begin(name)
        string(value.utf8)
        needsComma = true
    }
    public mutating func member(_ name: String, _ value: Int) {
        begin(name)
        number(value)
        needsComma = true
    }
    public mutating func member(_ name: String, _ value: UInt64) {
        begin(name)
        number(magnitude: value)
        needsComma = true
    }
    /// A text, as UTF-8.
    public mutating func member(_ name: String, _ value: some Sequence<UInt8>) { member(name) { $0.string(value) } }
    public mutating func member(_ name: String, _ value: some FixedWidthInteger) { member(name) { $0.number(value) } }
    /// A number; what JSON cannot say becomes null.
    public mutating func member(_ name: String, _ value: Double) { member(name) { $0.number(value) } }
    /// true or false.
    public mutating func member(_ name: String, _ value: Bool) { member(name) { $0.truth(value) } }

    /// An element that `value` writes.
    public mutating func element(_ value: (inout JSONWriter) -> Void) {
        separate()
        value(&self)
        needsComma = true
    }

    /// A text as an element.
    public mutating func element(_ value: String) { element { $0.string(value.utf8) } }

    public mutating func string(_ utf8: some Sequence<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        // Generic code makes a call for each byte; contiguous memory is read directly.
        if utf8.withContiguousStorageIfAvailable({ append($0) }) == nil {
            for byte in utf8 { append(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func append(_ utf8: UnsafeBufferPointer<UInt8>) {
        bytes.reserveCapacity(bytes.count + utf8.count + 1)
        var plain = 0
        while let index = Self.firstEscaped(in: utf8, from: plain) {
            bytes.append(contentsOf: utf8[plain..<index])
            escape(utf8[index])
            plain = index + 1
        }
        bytes.append(contentsOf: utf8[plain...])
    }

    /// Looks at eight bytes at a time.
    private static func firstEscaped(in utf8: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        let raw = UnsafeRawBufferPointer(utf8)
        var at = start
        while at + 8 <= raw.count {
            let eight = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            let marks = escaped(amongEight: eight)
            if marks != 0 { return at + marks.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < utf8.count {
            if isEscaped(utf8[at]) { return at }
            at += 1
        }
        return nil
    }

    /// The highest bit of every byte that is a control, a quotation mark, a backslash or DEL: subtracting sets it. Bytes
    /// behind the first such one may be marked wrongly, as it borrows from them.
    private static func escaped(amongEight eight: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        func below(_ bytes: UInt64, _ limit: UInt64) -> UInt64 { (bytes &- ones &* limit) & ~bytes }
        func equal(_ byte: UInt64) -> UInt64 { below(eight ^ (ones &* byte), 1) }
        return (below(eight, 0x20) | equal(0x22) | equal(0x5C) | equal(0x7F)) & (ones &* 0x80)
    }

    private mutating func append(_ byte: UInt8) {
        if Self.isEscaped(byte) { escape(byte) } else { bytes.append(byte) }
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x00..<0x20, 0x7F:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Self.hex(byte >> 4))
            bytes.append(Self.hex(byte & 15))
        default: bytes.append(byte)
        }
    }

    public mutating func number(_ value: some FixedWidthInteger) { bytes.append(contentsOf: String(value).utf8) }

    public mutating func number(_ value: Int) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        number(magnitude: UInt64(value.magnitude))
    }

    private mutating func number(magnitude value: UInt64) {
        var divisor: UInt64 = 1
        while value / divisor > 9 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    /// A number, without a decimal point if it is whole.
    public mutating func number(_ value: Double) {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            number(Int(whole))
        } else {
            bytes.append(contentsOf: (value.isFinite ? String(value) : "null").utf8)
        }
    }

    /// true or false.
    public mutating func truth(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }

    /// null.
    public mutating func null() { bytes.append(contentsOf: "null".utf8) }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private static func hex(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }
}
