internal import Moderation

/// The keys of this plugin.
enum LinkKey: String, CaseIterable {
    case links
    case domain
    case shortener
    case linkMismatch = "link_mismatch"
    case lookalikeDomain = "lookalike_domain"
    case contacts

    /// Whether it holds by what one link is: of a post without links it never does.
    var asksEachLink: Bool {
        switch self {
        case .domain, .shortener, .lookalikeDomain: true
        case .links, .linkMismatch, .contacts: false
        }
    }

    static let outside = CheckKeyForm.Modifier(
        "outside", "Holds where a link leads to none of these (without it: where one leads to one of these)",
        example: "domain (outside): [example.com, example.org]", fires: "see http://a.example",
        passes: "see http://www.example.org")

    var form: CheckKeyForm {
        CheckKeyForm(
            rawValue, modifiers: self == .domain ? [Self.outside] : [], summary: summary,
            example: "\(rawValue): \(example.value)", fires: example.fires, passes: example.passes)
    }

    private var summary: String {
        switch self {
        case .links: "How many different links there are, however they are written"
        case .domain: "A link leads to one of these domains, or below it; .top means every domain that ends so"
        case .shortener:
            "A link leads to one of these domains with something behind the slash, so where it ends is hidden"
        case .linkMismatch: "A link shows one domain and leads to another: [a.com](http://b.com), http://a.com@b.com"
        case .lookalikeDomain: "A link leads to a domain that can be taken for one of these, and is none of them"
        case .contacts:
            "How many different contacts there are; or one of a kind (email, phone, wechat, qq, telegram, whatsapp, line); "
                + "or a known one, such as qq:12345678"
        }
    }

    private var example: (value: String, fires: String, passes: String) {
        switch self {
        case .links: ("\"> 1\"", "http://a.example or http://b.example", "see http://a.example")
        case .domain: ("[example.com, .top]", "see http://shop.example.com", "see http://example.org")
        case .shortener: ("[bit.ly, t.cn]", "see https://bit.ly/3abc", "a link by https://bit.ly")
        case .linkMismatch:
            (
                "true", "'log in: [paypal.com](http://a.example)'",
                "'log in: [paypal.com](https://www.paypal.com)'"
            )
        case .lookalikeDomain: ("[paypal.com, apple.com]", "log in at http://paypa1.com", "log in at http://paypal.com")
        case .contacts: ("[wechat, qq]", "'加微信：abcd1234'", "is wechat down?")
        }
    }
}
