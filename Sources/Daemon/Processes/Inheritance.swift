/// The descriptors that the supervisor hands down to the judging child.
enum Inheritance {
    /// The spool's lock: held as long as one of the two processes lives.
    static let lock: Int32 = 3
    /// The control socket, listening: requests wait while the child is started again.
    static let control: Int32 = 4
    /// Lines for the supervisor (`ChildMessage`).
    static let messages: Int32 = 5
    /// The memory of `InHand`.
    static let inHand: Int32 = 6
    /// Where another control socket comes through, after somebody removed the first one.
    static let handover: Int32 = 7
}
