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
}
