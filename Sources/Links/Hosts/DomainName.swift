internal import TextForms

/// Names of domains as people write them into lists.
public enum DomainName {
    /// `Bücher.example` to `xn--bcher-kva.example`; nil where the text is no name of a host with a dot in it.
    public static func host(_ text: String) -> String? {
        guard text.utf8.count <= 512, !text.contains("/"), !text.contains("@") else { return nil }
        let bytes = Array(("http://" + text).utf8)
        let found = TextLinks(Folding.fold(bytes), original: bytes, contacts: false).links
        guard found.count == 1, let link = found.first, link.range.upperBound == bytes.count, link.path.isEmpty else {
            return nil
        }
        return link.host
    }

    /// What somebody registered of a host; the host where nobody can tell.
    public static func registrable(_ host: String) -> String {
        PublicSuffixes.shared.registrable(Array(host.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? host
    }
}
