/// Finds posts by an anchor: slots of 16 places, each with a post's number and 15 bits of the anchor, so that a post is
/// hardly ever looked at for another's sake. In a full slot the oldest makes room.
struct AnchorTable: Sendable {
    /// Sixteen places: a line of the processor's cache. Of half as many, twice as many anchors would be lost to full slots.
    typealias Slot = SIMD16<UInt32>

    /// For the 6 anchors of a post.
    private static let placesPerPost = 7
    /// No post has this number: an empty place.
    private static let none = UInt32.max
    private static let postBits: UInt32 = 17
    private static let postMask: UInt32 = 1 << postBits - 1

    private var slots: [Slot]

    init(posts: Int) {
        let count = (posts * Self.placesPerPost + Slot.scalarCount - 1) / Slot.scalarCount
        slots = [Slot](repeating: Slot(repeating: Self.none), count: count)
    }

    /// From a snapshot; nil if it does not fit N posts.
    init?(places: [UInt32], posts: Int) {
        guard !places.isEmpty, places.count % Slot.scalarCount == 0,
            places.allSatisfy({ $0 == Self.none || Int($0 & Self.postMask) < posts })
        else { return nil }
        slots = stride(from: 0, to: places.count, by: Slot.scalarCount).map { Slot(places[$0..<$0 + Slot.scalarCount]) }
    }

    /// All places, for a snapshot.
    var places: [UInt32] { slots.flatMap { slot in slot.indices.map { slot[$0] } } }

    /// Bytes that it takes.
    var size: Int { slots.capacity * MemoryLayout<Slot>.size }

    mutating func removeAll() {
        for index in slots.indices { slots[index] = Slot(repeating: Self.none) }
    }

    mutating func enter(_ anchor: UInt32, _ post: Int) {
        let (index, mark) = place(anchor)
        let slot = slots[index]
        var oldest = 0
        for way in slot.indices {
            if slot[way] == Self.none {
                oldest = way
                break
            }
            if slot[way] & Self.postMask < slot[oldest] & Self.postMask { oldest = way }
        }
        slots[index][oldest] = mark | UInt32(post)
    }

    /// The place for posts with an anchor, whatever else is in it.
    func slot(of anchor: UInt32) -> Slot { slots[place(anchor).slot] }

    /// The posts in its slot that have an anchor.
    static func posts(with anchor: UInt32, in slot: Slot, _ body: (Int) -> Void) {
        let differences = (slot ^ Slot(repeating: mark(anchor))) &>> Slot(repeating: postBits)
        guard any(differences .== Slot()) else { return }
        for way in slot.indices where differences[way] == 0 && slot[way] != none { body(Int(slot[way] & postMask)) }
    }

    private func place(_ anchor: UInt32) -> (slot: Int, mark: UInt32) {
        (Int((UInt64(Self.spread(anchor)) * UInt64(slots.count)) >> 32), Self.mark(anchor))
    }

    private static func mark(_ anchor: UInt32) -> UInt32 { spread(anchor) << postBits }

    private static func spread(_ anchor: UInt32) -> UInt32 { anchor &* 0x9E37_79B1 }
}
