/// Where Moongate means to differ from twitter-text and linkify-it. Theirs decide what a platform turns into a link; ours
/// what a reader may follow, copy or type.
enum DeclaredDifferences {
    struct Difference {
        let text: String
        let reason: String

        init(_ text: String, _ reason: String) {
            self.text = text
            self.reason = reason
        }
    }

    static let all: [Difference] =
        [
            "#test.com @test.com #http://test.com @http://test.com #t.co/abcde @t.co/abcde",
            "$http://twitter.com $twitter.com $http://t.co/abcde $t.co/abcde $t.co $TVI.CA $RBS.CA",
            "_http://example.com",
            "http://example.com_",
        ].map {
            Difference($0, "a sign before http:// or behind the name keeps a platform from linking it, not a reader")
        }
        + [
            "twitter.jp日本語it.so中国語foo.jp it.so foo.jp",
            "http://twitter.com\nhttp://example.com\nhttp://example.com/path\nexample.com/path\nit.so\nit.so/abcde",
        ].map {
            Difference(
                $0,
                "it.so is 'it. so' without its space far more often than a link; with a path or http:// it counts")
        }
        + [
            "http://inrgess2", "http://host-name", "//localhost", "//test.123", "http://localhost:8000?",
        ].map { Difference($0, "a name without a dot leads nowhere outside of the author's own network") }
        + ["➡.ws/䨹", "example.com/䨹"].map {
            Difference($0, "in Chinese the sentence goes on behind a link without a space, as twitter-text has it too")
        } + [
            Difference(
                "ftp://www.example.com/", "leads elsewhere like any link, and linkify-it's own cases have ftp as well"),
            Difference(
                "I really like http://t.co/abcdefghijklmnopqrstuvwxyz012345678901234",
                "how long t.co's codes are is Twitter's own business"),
            Difference(
                "http://foo.com/blah_blah_\"doublequoted\"",
                "a quotation mark ends a link: \"a.com/x\",\"b.com/y\" are two"),
            Difference(
                "[https](https://www.ibm.com)[mailto](mailto:someone@ibm.com)",
                "their test looks at the first thing found only; the address behind it is found, too"),
            Difference("mailto:foo@bar", "an address without a domain reaches nobody outside"),
            Difference(
                "test.\"foo\".bar@gmail.co.uk!",
                "quoted local parts (RFC 5322) are not used by any provider that exists"
            ),
        ]
}
