public import Moderation

/// The links and contacts of a whole post, with the fields that they are in.
public struct PostLinks: Sendable {
    /// In the order of the post's fields.
    public private(set) var links: [Placed<Link>] = []
    /// In the order of the post's fields.
    public private(set) var contacts: [Placed<Contact>] = []

    /// Something found, and where.
    public struct Placed<Found: Sendable>: Sendable {
        /// What.
        public let found: Found
        /// The entry of the post, by its place.
        public let entry: Int
        /// Its field.
        public let field: Field
        /// Its place in a field that is a list.
        public let element: Int?
    }

    /// Fields looked through for links.
    public static let fields: [Field] = [.title, .body, .url, .links]
    /// Accounts are put into names, too.
    private static let name = Field("author.name")

    /// Looks through a post.
    public init(of post: borrowing ExaminedPost, contacts wantsContacts: Bool = true) {
        for (place, entry) in post.post.entries.enumerated() {
            guard let folded = post.folded[place], case .text(let original) = entry.value else { continue }
            let isText = Self.fields.contains(entry.field)
            guard isText || wantsContacts && entry.field == Self.name else { continue }
            let found = TextLinks(folded, original: original, contacts: wantsContacts)
            if isText {
                links += found.links.map {
                    Placed(found: $0, entry: place, field: entry.field, element: entry.element)
                }
            }
            contacts += found.contacts.map {
                Placed(found: $0, entry: place, field: entry.field, element: entry.element)
            }
        }
    }
}
