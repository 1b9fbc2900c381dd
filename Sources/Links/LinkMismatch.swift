/// Links that show one place and lead to another.
public enum LinkMismatch {
    /// A name in a text, and the link behind it that leads elsewhere.
    public struct Mismatch: Sendable, Hashable {
        /// Bytes of the original text, from what is shown to where it leads.
        public let range: Range<Int>
        /// The name that a reader sees.
        public let shown: String
        /// The host that a click leads to.
        public let target: String
    }

    /// The longest text between a name and the link behind it.
    private static let gapLimit = 80

    /// In one text: `[a.com](http://b.com)`, `<a href="http://b.com">a.com</a>`, `[url=http://b.com]a.com[/url]`,
    /// `http://a.com@b.com`. `links` are the text's, in order.
    public static func find(in original: [UInt8], links: [Link]) -> [Mismatch] {
        var found: [Mismatch] = []
        for link in links {
            guard let user = link.user?.prefix(while: { $0 != ":" }), let host = DomainName.host(String(user)),
                !link.isWithin(DomainName.registrable(host))
            else { continue }
            found.append(Mismatch(range: link.range, shown: host, target: link.host))
        }
        for (first, second) in zip(links, links.dropFirst()) where first.domain != second.domain {
            let gap = first.range.upperBound..<second.range.lowerBound
            guard gap.lowerBound <= gap.upperBound, gap.count <= gapLimit else { continue }
            Steps.count(gap.count)
            let range = first.range.lowerBound..<second.range.upperBound
            switch kind(of: original[gap], before: original[..<first.range.lowerBound].suffix(8)) {
            case .shownFirst: found.append(Mismatch(range: range, shown: first.host, target: second.host))
            case .targetFirst: found.append(Mismatch(range: range, shown: second.host, target: first.host))
            case nil: break
            }
        }
        return found
    }

    private enum Order {
        case shownFirst, targetFirst
    }

    private static func kind(of gap: ArraySlice<UInt8>, before: ArraySlice<UInt8>) -> Order? {
        let newline = UInt8(ascii: "\n")
        // ...](
        if let close = gap.lastIndex(of: UInt8(ascii: "]")), close + 1 < gap.endIndex,
            gap[close + 1] == UInt8(ascii: "("), gap[(close + 2)...].allSatisfy({ $0 == 0x20 || $0 == 0x3C }),
            !gap[..<close].contains(where: { $0 == UInt8(ascii: "[") || $0 == newline })
        {
            return .shownFirst
        }
        // href="...">  and  [url=...]
        let tag = String(decoding: before, as: UTF8.self).lowercased().filter { $0 != "\"" && $0 != "'" && $0 != " " }
        if tag.hasSuffix("href="), let close = gap.firstIndex(of: UInt8(ascii: ">")),
            !gap[close...].contains(newline), !gap[close...].starts(with: Array("></a".utf8))
        {
            return .targetFirst
        }
        if tag.hasSuffix("url="), let close = gap.firstIndex(of: UInt8(ascii: "]")),
            !gap[(close + 1)...].contains(UInt8(ascii: "["))
        {
            return .targetFirst
        }
        return nil
    }
}
