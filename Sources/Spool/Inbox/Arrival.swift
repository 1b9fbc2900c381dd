/// A file seen in the inbox.
public struct Arrival: Hashable, Sendable {
    /// The sub-folder of the inbox it lies in.
    public let channel: String?
    /// Its name as the folder has it.
    public let rawName: [UInt8]
    /// Its name from now on.
    public let name: String
    /// Why its name is refused; then `name` is a cleaned one.
    public let refusal: String?

    /// Nil where the name says that the file is still in the making.
    public init?(channel: String?, rawName: [UInt8]) {
        self.channel = channel
        self.rawName = rawName
        switch PostName(rawName) {
        case .fine(let name): (self.name, refusal) = (name, nil)
        case .refused(let clean, let reason): (name, refusal) = (clean, reason)
        case .inTheMaking: return nil
        }
    }

    var place: InboxPlace { InboxPlace(channel: channel, rawName: rawName) }
}

/// A place in the inbox, by the names that its folders have.
struct InboxPlace: Hashable, Sendable {
    let channel: String?
    let rawName: [UInt8]

    /// In one piece: byte by byte it takes longer than all else that is done with an arrival.
    func hash(into hasher: inout Hasher) { rawName.withUnsafeBytes { hasher.combine(bytes: $0) } }
}
