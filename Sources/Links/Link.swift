/// A link as it was found in a text.
public struct Link: Sendable, Hashable {
    /// Bytes of the original text.
    public let range: Range<Int>
    /// Bytes of the folded text.
    public let folded: Range<Int>
    /// Where it leads: lower-case, in ASCII (`xn--...`), without a last dot. Of an address the four numbers: `1.2.3.4`.
    public let host: String
    /// What somebody registered, by the Public Suffix List: `example.co.uk`. For addresses the host.
    public let domain: String
    /// The host's labels as characters, before Punycode.
    public let display: String
    /// `https`, also for `hxxps`; nil where it is not written.
    public let scheme: String?
    /// From `/`, `?` or `#` on, as written; empty where there is none.
    public let path: String
    /// What stands before an `@` in front of the host: `https://bank.com@example.net`.
    public let user: String?
    /// How its dots are written.
    public let disguise: Disguise
    /// Whether it leads to a number instead of a name.
    public let isAddress: Bool

    /// How far a link is from what a program would find: the larger, the more it was meant to be overlooked.
    public enum Disguise: Int, Sendable, Comparable, CaseIterable {
        /// `example.com`
        case none
        /// `example。com`
        case otherDot
        /// `example[.]com`, `example(dot)com`
        case bracketed
        /// `example dot com`, `example点com`
        case spelled
        /// `example . com`, `e x a m p l e . c o m`
        case spaced

        /// The plainer is less.
        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

        /// In a person's words.
        public var description: String? {
            switch self {
            case .none: nil
            case .otherDot: "with another sign for the dot"
            case .bracketed: "with the dot in brackets"
            case .spelled: "with the dot spelled out"
            case .spaced: "with spaces in it"
            }
        }
    }

    /// One text for all ways to write the same target: no scheme, no `www.`, no last slash, no campaign tags.
    public var target: String {
        var host = Substring(host)
        if host.hasPrefix("www.") { host = host.dropFirst(4) }
        var path = Substring(path)
        if let hash = path.utf8.firstIndex(of: UInt8(ascii: "#")), !path[hash...].hasPrefix("#!"),
            !path[hash...].hasPrefix("#/")
        {
            path = path[..<hash]
        }
        if let question = path.utf8.firstIndex(of: UInt8(ascii: "?")) {
            let kept = path[path.utf8.index(after: question)...].split(separator: "&").filter { pair in
                !["utm_", "fbclid", "gclid", "spm", "share_"].contains { pair.hasPrefix($0) }
            }
            path = Substring(path[..<question] + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&")))
        }
        while path.utf8.last == UInt8(ascii: "/") { path = path[..<path.utf8.index(before: path.endIndex)] }
        return String(host + path)
    }

    /// Whether the host, or a name that it lies below, is one of these.
    public func isWithin(_ names: Set<String>) -> Bool {
        if names.contains(host) { return true }
        var rest = Substring(host).utf8
        while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
            rest = rest[rest.index(after: dot)...]
            if names.contains(String(Substring(rest))) { return true }
        }
        return false
    }

    /// Whether the host is this domain or lies below it.
    public func isWithin(_ domain: String) -> Bool {
        host.utf8.count >= domain.utf8.count && host.hasSuffix(domain)
            && (host.utf8.count == domain.utf8.count || host.dropLast(domain.count).hasSuffix("."))
    }
}
