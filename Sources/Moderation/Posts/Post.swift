/// What is judged: named fields, as the reader of its format found them.
public struct Post: Sendable {
    /// Every field, in the order in which the post gave them. A list gives one entry an element.
    public private(set) var entries: [Entry] = []
    /// The channel it came through: the sub-folder of the inbox, else what the post itself says. Also a field, so that
    /// checks see it.
    public private(set) var channel: String?

    public init(channel: String? = nil) { if let channel { came(through: channel) } }

    /// An empty post with room for this number of values.
    public init(room: Int) { entries.reserveCapacity(room) }

    /// Sets the channel, whatever the post says of it.
    public mutating func came(through channel: String) {
        self.channel = channel
        entries.removeAll { $0.field == .channel }
        add(.channel, .text(Array(channel.utf8)))
    }

    /// One value of one field.
    public struct Entry: Sendable {
        public let field: Field
        /// The place in a list, counted from 0; nil if the field is not a list.
        public let element: Int?
        public let value: Value
    }

    /// What a field can hold.
    public enum Value: Hashable, Sendable {
        /// Valid UTF-8.
        case text([UInt8])
        /// A JSON number.
        case number(Double)
        /// `true` or `false`.
        case truth(Bool)
        /// A date, for the fields that are dates.
        case time(Instant)
    }

    /// Adds a value at the end.
    public mutating func add(_ field: Field, _ value: Value, element: Int? = nil) {
        entries.append(Entry(field: field, element: element, value: value))
    }

    /// Over all texts: the same post has the same, on every machine and in every version.
    var rolloutHash: UInt64 {
        var hash = FNV1a()
        for entry in entries { if case .text(let bytes) = entry.value { hash.add(bytes) } }
        return hash.value
    }

    /// The first value of a field, nil if the post does not have it. Linear in the number of entries.
    public func value(of field: Field) -> Value? {
        entries.first { $0.field == field }?.value
    }

    /// The first text of a field, as UTF-8.
    public func text(of field: Field) -> [UInt8]? {
        guard case .text(let bytes) = value(of: field) else { return nil }
        return bytes
    }

    /// The instant of a field that is a date.
    public func time(of field: Field) -> Instant? {
        guard case .time(let instant) = value(of: field) else { return nil }
        return instant
    }
}

/// One named part of a post, such as `body` or `author.name`. Fields outside of the schema are under `extra.`.
public struct Field: Hashable, Sendable, CustomStringConvertible {
    /// As rule files and verdicts write it.
    public let name: String

    /// By its name in rule files.
    public init(_ name: String) { self.name = name }

    /// Names of different lengths, as most are, are distinguished without a look at their letters.
    public static func == (one: Field, other: Field) -> Bool {
        one.name.utf8.count == other.name.utf8.count && one.name == other.name
    }

    public var description: String { name }

    /// The text of the post.
    public static let body = Field("body")
    /// Its heading.
    public static let title = Field("title")
    /// The link it is about.
    public static let url = Field("url")
    /// Links given separately from the text.
    public static let links = Field("links")
    /// The channel it came through.
    public static let channel = Field("channel")
    /// The id of the post that this one answers.
    public static let replyTo = Field("reply_to")
    /// When it was written.
    public static let createdAt = Field("created_at")
    /// When its author's account was made.
    public static let authorCreatedAt = Field("author.created_at")
}
