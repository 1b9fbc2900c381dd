/// Domains that people trust, and what can be taken for them.
public struct Lookalikes: Sendable {
    private let domains: Set<String>
    /// By what the name looks like, the domain.
    private let bySkeleton: [String: String]
    /// Names with one character taken out: two names one edit apart share one.
    private let byDeletion: [String: String]

    /// Names shorter than this are near too many others.
    static let editLength = 6
    /// Names shorter than this are words that anybody may have in a domain.
    static let partLength = 5

    /// For domains in ASCII, as `DomainName.host` gives them.
    public init(_ domains: [String]) {
        self.domains = Set(domains)
        var bySkeleton: [String: String] = [:]
        var byDeletion: [String: String] = [:]
        for domain in domains {
            let name = Self.name(of: domain)
            bySkeleton[Skeleton.of(name)] = domain
            guard name.utf8.count >= Self.editLength else { continue }
            for shorter in Self.deletions(Skeleton.of(name)) { byDeletion[shorter] = domain }
        }
        self.bySkeleton = bySkeleton
        self.byDeletion = byDeletion
    }

    /// The trusted domain that a link can be taken for; nil where it leads there, or looks like none.
    public func domain(lookingLike link: Link) -> String? {
        guard !domains.isEmpty, !link.isAddress, !domains.contains(link.domain), !link.isWithin(domains) else {
            return nil
        }
        let labels = link.display.utf8.split(separator: UInt8(ascii: ".")).map { Substring($0) }
        let below = Self.dots(link.host) - Self.dots(link.domain)
        guard below >= 0, below < labels.count else { return nil }
        let name = Self.unicode(String(labels[below]))
        let skeleton = Skeleton.of(name)
        // paypa1.com, раураl.com; the same name below another suffix is often its owner's.
        if let domain = bySkeleton[skeleton], Self.name(of: domain) != name { return domain }
        // paypal.com.example.top
        for start in 0..<below {
            for end in start + 1...below {
                let part = labels[start...end].joined(separator: ".")
                if domains.contains(part) { return part }
            }
        }
        // paypal-login.com
        if name.utf8.contains(UInt8(ascii: "-")) {
            let parts = name.split(separator: "-")
            for part in parts where part.utf8.count >= Self.partLength {
                if let domain = bySkeleton[Skeleton.of(String(part))] { return domain }
            }
        }
        guard skeleton.utf8.count >= Self.editLength - 1, skeleton.utf8.count <= 40, bySkeleton[skeleton] == nil else {
            return nil
        }
        if let domain = byDeletion[skeleton] { return domain }
        for shorter in Self.deletions(skeleton) {
            if let domain = bySkeleton[shorter], shorter.utf8.count >= Self.editLength { return domain }
            if skeleton.utf8.count >= Self.editLength, let domain = byDeletion[shorter] { return domain }
        }
        return nil
    }

    private static func dots(_ host: String) -> Int { host.utf8.count { $0 == UInt8(ascii: ".") } }

    private static func name(of domain: String) -> String {
        String(DomainName.registrable(domain).prefix { $0 != "." })
    }

    private static func unicode(_ label: String) -> String {
        guard label.hasPrefix("xn--"), let scalars = Punycode.decode(Array(label.utf8)) else { return label }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    private static func deletions(_ name: String) -> [String] {
        let bytes = Array(name.utf8)
        return bytes.indices.dropFirst().map { index in
            String(decoding: bytes[..<index] + bytes[(index + 1)...], as: UTF8.self)
        }
    }
}
