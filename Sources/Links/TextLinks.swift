public import TextForms

/// The links and contacts of one text.
public struct TextLinks: Sendable {
    /// Links found in one text at the most: what follows is not looked at.
    public static let limit = LinkScanner.limit

    /// In the order of the text; `limit` at the most.
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
