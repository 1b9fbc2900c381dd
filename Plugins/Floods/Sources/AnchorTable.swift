/// Finds posts by an anchor: slots of 8 places, each with a post's number and 15 bits of the anchor, so that a post is
/// hardly ever looked at for another's sake. In a full slot the oldest makes room.
struct AnchorTable: Sendable {
    static let ways = 8
    /// For the 6 anchors of a post.
    static let placesPerPost = 7
    private static let none = UInt32.max
    private static let postBits: UInt32 = 17

    private(set) var places: [UInt32]

    init(posts: Int) {
        let slots = (posts * Self.placesPerPost + Self.ways - 1) / Self.ways
        places = [UInt32](repeating: Self.none, count: slots * Self.ways)
    }

    /// From a snapshot; nil where it does not fit so many posts.
    init?(places: [UInt32], posts: Int) {
        guard !places.isEmpty, places.count % Self.ways == 0,
            places.allSatisfy({ $0 == Self.none || Int($0 & (1 << Self.postBits - 1)) < posts })
        else { return nil }
        self.places = places
    }

    mutating func removeAll() {
        for place in places.indices { places[place] = Self.none }
    }

    mutating func enter(_ anchor: UInt32, _ post: Int) {
        let (slot, mark) = place(anchor)
        var oldest = slot
        let mask: UInt32 = 1 << Self.postBits - 1
        for way in slot..<slot + Self.ways {
            if places[way] == Self.none {
                oldest = way
                break
            }
            if places[way] & mask < places[oldest] & mask { oldest = way }
        }
        places[oldest] = mark | UInt32(post)
    }

    func posts(_ anchor: UInt32, _ body: (Int) -> Void) {
        let (slot, mark) = place(anchor)
        for way in slot..<slot + Self.ways {
            let entry = places[way]
            if entry & ~(1 << Self.postBits - 1) == mark, entry != Self.none {
                body(Int(entry & (1 << Self.postBits - 1)))
            }
        }
    }

    private func place(_ anchor: UInt32) -> (slot: Int, mark: UInt32) {
        let spread = anchor &* 0x9E37_79B1
        let slot = Int((UInt64(spread) * UInt64(places.count / Self.ways)) >> 32) * Self.ways
        return (slot, spread << Self.postBits)
    }
}
