/// The time that a check looks back over. A clock that jumped may have left posts in the future: those within the same
/// distance count.
struct Window: Sendable {
    let from: UInt32
    let to: UInt32

    init(seconds: Double, before now: UInt32) {
        let length = UInt32(min(max(seconds, 0), FloodMemory.longestWindow))
        from = now > length ? now - length : 0
        to = now < UInt32.max - length ? now + length : .max
    }

    func contains(_ time: UInt32) -> Bool { time >= from && time <= to }
}
