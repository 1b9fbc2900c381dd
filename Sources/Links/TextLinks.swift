public import TextForms

/// The links and contacts of one text.
public struct TextLinks: Sendable {
    /// In the order of the text; `LinkScanner.limit` at the most.
    public let links: [Link]
    /// In the order of the text.
    public let contacts: [Contact]

    /// Finds them. `original` is what `text` was folded from.
    public init(_ text: FoldedText, original: [UInt8], contacts wantsContacts: Bool = true) {
        var scanner = LinkScanner(text, original: original, contacts: wantsContacts)
        scanner.scan()
        links = scanner.links
        contacts = wantsContacts ? ContactFinder.contacts(in: scanner) : []
    }
}
