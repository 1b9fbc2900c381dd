import Links
import Testing
import TextForms

/// No text makes the finder slow: twice the text takes about twice the steps, whatever it repeats.
@Suite struct HostileTests {
    @Test(arguments: [
        "http://a.com ", "a.com,", "a.", ".", "-.", "a.a", "1.2.3.4.", "http://", "://", "@", "a@", "a@b.", "a . ",
        ". ",
        "a dot ", "[.]", "a[.]", "(", "http://a.com/(", "http://a.com/((((", "点", "a点", "。", "a。a", "微信", "微信：",
        "qq1", "+1 ", "1 ", "1-", "(1)", "一", "xn--a.", "é.", "é", "a.é", "\u{200B}.", "加v:a", "whatsapp ", "[a.com](",
        "http://a@", "http://[::", "a.com/x,http://b.com/", "飞机:@", "。com", "a_b.", "%.", "www.", "　.", "中.",
        "e x . c ", "a at ", "(at)", "13800005678", "1.中国", "\u{1F600}.ws",
    ])
    func isLinear(_ piece: String) {
        let (steps, twice) = (Self.steps(piece, bytes: 15_000), Self.steps(piece, bytes: 30_000))
        #expect(twice < steps * 5 / 2 + 1000, "\(piece): \(steps), \(twice)")
        #expect(twice < 30_000 * 400, "\(piece): \(twice)")
    }

    private static func steps(_ piece: String, bytes: Int) -> Int {
        let text = Array(String(repeating: piece, count: bytes / piece.utf8.count).utf8)
        let folded = Folding.fold(text)
        return Steps.count {
            let found = TextLinks(folded, original: text)
            _ = LinkMismatch.find(in: text, links: found.links)
            for link in found.links { #expect(link.range.upperBound <= text.count) }
        }
    }

    @Test func aHundredThousandLinks() {
        let text = Array((0..<100_000).map { "http://a\($0).com/ " }.joined().utf8)
        let found = TextLinks(Folding.fold(text), original: text)
        #expect(found.links.count == 4096)
    }

    /// Anything at all: ranges lie in the text, on characters' borders.
    @Test func randomTexts() {
        var generator = SystemRandomNumberGenerator()
        let pieces = [
            "a", "b1", ".", "com", "。", "[.]", " dot ", "点", "http://", "@", "/", ":", "8080", "(", ")", " ", "微信", "：",
            "é", "中国",
            "\u{200B}", "ｗ", "．", "👍", "+86", "138", "\n", "xn--", "-", "_", "%", "\"", "<", "href=\"", "]", "qq",
            "\u{301}",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
                pieces.randomElement(using: &generator) ?? ""
            }.joined()
            let bytes = Array(text.utf8)
            let found = TextLinks(Folding.fold(bytes), original: bytes)
            for range in found.links.map(\.range) + found.contacts.map(\.range) {
                #expect(range.lowerBound < range.upperBound, "\(text)")
                #expect(range.upperBound <= bytes.count, "\(text)")
                #expect(String(validating: bytes[range], as: UTF8.self) != nil, "\(text)")
            }
            _ = LinkMismatch.find(in: bytes, links: found.links)
        }
    }
}
