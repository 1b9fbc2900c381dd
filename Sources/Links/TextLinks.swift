public import TextForms

/// The links and contacts of one text.
public struct TextLinks: Sendable {
    /// Limit of the links found in one text: what follows is ignored.
    public static let limit = LinkScanner.limit

    /// In the order of the text; at most `limit`.
    public let links: [Link]
    /// In the order of the text.
    public let contacts: [Contact]

    /// Finds them. `original` is what `text` was folded from.
    public init(_ text: FoldedText, original: [UInt8], contacts wantsContacts: Bool = true) {
        let beginnings = Beginnings(text.bytes, contacts: wantsContacts)
        guard !beginnings.isEmpty else {
            (links, contacts) = ([], [])
            return
        }
        var scanner = LinkScanner(text, original: original, beginnings)
        scanner.scan()
        links = scanner.links
        contacts = wantsContacts ? ContactFinder.contacts(in: consume scanner) : []
    }
}
