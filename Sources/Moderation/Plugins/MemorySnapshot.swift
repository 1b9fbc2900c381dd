/// What a plugin's memory wants to have written: a head that names its parts, and those of them that are new. A part is
/// written once and never changed, so that a head always finds the parts that it was written with.
public struct MemorySnapshot: Sendable {
    /// What `openMemory` gets.
    public var head: [UInt8]
    /// Parts that are not written yet, by name: letters, digits and hyphens.
    public var parts: [(name: String, bytes: [UInt8])]
    /// Every part that the head needs; others may be removed once it is written.
    public var needed: Set<String>

    public init(head: [UInt8], parts: [(name: String, bytes: [UInt8])] = [], needed: Set<String> = []) {
        self.head = head
        self.parts = parts
        self.needed = needed
    }
}

/// A memory as it was written, for `openMemory` to read.
public struct StoredMemory: Sendable {
    /// Of the last `MemorySnapshot`.
    public let head: [UInt8]
    public let parts: MemoryParts

    public init(head: [UInt8], parts: MemoryParts = .none) {
        self.head = head
        self.parts = parts
    }
}

/// The parts of a memory that were written.
public struct MemoryParts: Sendable {
    private let reading: @Sendable (String) -> [UInt8]?
    private let refusing: @Sendable (String, String) -> Void

    /// `read` gives a part's bytes, nil if it is not there; `refuse` is called for a part that cannot be used, with the reason.
    public init(read: @escaping @Sendable (String) -> [UInt8]?, refuse: @escaping @Sendable (String, String) -> Void) {
        reading = read
        refusing = refuse
    }

    /// For a memory in one piece.
    public static let none = MemoryParts(read: { _ in nil }, refuse: { _, _ in })

    /// A part's bytes; nil if it is not there.
    public func read(_ name: String) -> [UInt8]? { reading(name) }

    /// Reports a part that cannot be used: the daemon reports it and quarantines the file.
    public func refuse(_ name: String, because reason: String) { refusing(name, reason) }
}
