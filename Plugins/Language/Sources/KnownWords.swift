internal import CLanguageModel

/// What the n-grams of the commonest words say, added up ahead: one look at memory in place of one for each n-gram.
struct KnownWords: Sendable {
    private nonisolated(unsafe) let lines: UnsafePointer<UInt8>
    private let count: UInt64

    /// A word stands in the line that its hash says, or in one of the next.
    private static let farthest = 4

    init?(_ file: ModelFile) {
        lines = file.numbers(.words, of: UInt8.self)
        let bytes = file.count(.words, of: UInt8.self)
        guard bytes % WordLine.size == 0, bytes / WordLine.size > Self.farthest else { return nil }
        count = UInt64(bytes / WordLine.size - Self.farthest)
    }

    @inline(__always)
    private func home(of hash: UInt64) -> UnsafePointer<UInt8> {
        lines + Int(hash.multipliedFullWidth(by: count).high) &* WordLine.size
    }

    /// Asks for the line's memory.
    @inline(__always)
    func prefetch(_ hash: UInt64) { moongate_language_prefetch(home(of: hash)) }

    @inline(__always)
    func line(of hash: UInt64) -> WordLine? {
        let home = home(of: hash)
        for ahead in 0..<Self.farthest {
            let line = WordLine(home + ahead &* WordLine.size)
            if line.hash == hash { return line }
        }
        return nil
    }
}

/// 64 bytes: the hash of a word, then for each language of its script how far it is behind the likeliest, in sixteenths
/// of a nat; 255 is this far or farther. The last is the doubt whether it is of any of them (of words met before).
struct WordLine {
    private let bytes: UnsafePointer<UInt8>

    static let size = 64
    /// The most languages that a line has room for.
    static let languages = size - 9
    /// In sixteenths of a nat, one way and the other.
    static let mostDoubt: Int16 = 127

    init(_ bytes: UnsafePointer<UInt8>) { self.bytes = bytes }

    var hash: UInt64 { UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)) }
    var behind: UnsafePointer<UInt8> { bytes + 8 }
    var doubt: Int8 { Int8(bitPattern: bytes[Self.size - 1]) }

    /// Of a word's letters, in lower case; never 0, which empty lines have.
    @inline(__always)
    static func hash(of letters: UnsafeBufferPointer<UInt32>) -> UInt64 {
        var hash = GramTable.seed
        for letter in letters { hash = GramTable.step(hash, letter) }
        return GramTable.mix(hash) | 1
    }
}
