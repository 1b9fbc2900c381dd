public import Moderation
internal import TextForms

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

    /// Found once for all plugins that ask.
    public static func of(_ post: borrowing ExaminedPost) -> PostLinks {
        post.shared(PostLinks.self) { PostLinks(of: $0) }
    }

    /// Links of one entry, in its order.
    public func links(inEntry entry: Int) -> [Link] {
        links.isEmpty ? [] : links.compactMap { $0.entry == entry ? $0.found : nil }
    }

    /// Where these stand, in the original text.
    public func ranges(inEntry entry: Int) -> [Range<Int>] {
        links.isEmpty ? [] : links.compactMap { $0.entry == entry ? $0.found.range : nil }
    }

    /// Different targets of its links.
    public var targetCount: Int { links.count < 2 ? links.count : Set(links.map(\.found.target)).count }

    /// Looks through a post.
    private init(of post: borrowing ExaminedPost) {
        // Looked at where they lie: most entries are no text to look through, and to copy one takes longer than to see that.
        let entries = post.post.entries.span
        for place in entries.indices {
            let isText = Self.fields.contains(entries[place].field)
            guard isText || entries[place].field == Self.name, case .text(let original) = entries[place].value,
                let folded = post.folded(place), !folded.bytes.isEmpty
            else { continue }
            let entry = entries[place]
            let found = TextLinks(folded, original: original)
            if isText {
                for link in found.links {
                    links.append(Placed(found: link, entry: place, field: entry.field, element: entry.element))
                }
            }
            for contact in found.contacts {
                contacts.append(Placed(found: contact, entry: place, field: entry.field, element: entry.element))
            }
        }
    }
}
