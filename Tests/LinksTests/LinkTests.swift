import Links
import Testing
import TextForms

@Suite struct LinkTests {
    static func find(_ text: String) -> [Link] {
        let bytes = Array(text.utf8)
        return TextLinks(Folding.fold(bytes), original: bytes).links
    }

    /// What stands in the text, and the host.
    @Test(
        arguments: [
            ("看这里example.com很好", ["example.com example.com"]),
            ("微信扫码进www.abc.top领取", ["www.abc.top www.abc.top"]),
            ("网址：abc.cn/a1，快来", ["abc.cn/a1 abc.cn"]),
            ("全角ｗｗｗ．ａｂｃ．ｃｏｍ", ["ｗｗｗ．ａｂｃ．ｃｏｍ www.abc.com"]),
            ("ex\u{200B}am\u{200B}ple.com here", ["ex\u{200B}am\u{200B}ple.com example.com"]),
            ("example。com", ["example。com example.com"]),
            ("我用example。Com是什么", ["example。Com example.com"]),
            ("example[.]com/x", ["example[.]com/x example.com"]),
            ("look at example[.]com", ["example[.]com example.com"]),
            ("see us at example dot com", ["example dot com example.com"]),
            ("example (dot) com", ["example (dot) com example.com"]),
            ("example{dot}com", ["example{dot}com example.com"]),
            ("go to example dot com now", ["example dot com example.com"]),
            ("go to www dot example dot com", ["www dot example dot com www.example.com"]),
            ("上example点com", ["example点com example.com"]),
            ("example . com", ["example . com example.com"]),
            ("my site example .com rocks", ["example .com example.com"]),
            ("my site example. com", ["example. com example.com"]),
            ("I like it. example.com is good", ["example.com example.com"]),
            ("e x a m p l e . c o m", ["e x a m p l e . c o m example.com"]),
            ("http://bücher.example/", ["http://bücher.example/ xn--bcher-kva.example"]),
            ("http://xn--fiqs8s.中国", ["http://xn--fiqs8s.中国 xn--fiqs8s.xn--fiqs8s"]),
            ("президент.рф", ["президент.рф xn--d1abbgf6aiiy.xn--p1ai"]),
            ("раураl.com", ["раураl.com xn--l-7sba6dbr.com"]),
            ("http://0x7f.1/", ["http://0x7f.1/ 127.0.0.1"]), ("http://2130706433", ["http://2130706433 127.0.0.1"]),
            ("http://0177.0.0.1", ["http://0177.0.0.1 127.0.0.1"]), ("上10.0.0.1看", ["10.0.0.1 10.0.0.1"]),
            ("hxxps://evil.com/a", ["hxxps://evil.com/a evil.com"]),
            ("https://paypal.com@evil.com/a", ["https://paypal.com@evil.com/a evil.com"]),
            ("Example.com.Please come", ["Example.com example.com"]),
            ("http://example.newtld/x", ["http://example.newtld/x example.newtld"]),
            ("\"http://a.com/x\",\"http://b.com/y\"", ["http://a.com/x a.com", "http://b.com/y b.com"]),
            ("a.com/x,http://b.com/y", ["a.com/x a.com", "http://b.com/y b.com"]),
            ("看example.com/abc（点这里）", ["example.com/abc example.com"]),
            // Not meant as links.
            ("I went home.It was late", []), ("amazing.Love it", []), ("node.js and main.rs", []),
            ("1.手机 2.世界", []), ("3.14", []), ("wait... so what", []), ("很好。so", []), ("e.g. this", []),
            ("version 1.2.3.4.5", []), ("10.30am", []), ("I am polka dot me", []), ("I saw it. Then I left", []),
            ("name@example.com", []), ("5点到6点", []), ("", []), (".", []), ("://", []), ("http://", []), ("。com", []),
            ("a[.]", []), (" dot ", []), ("@", []), ("a@", []), ("点com", []),
        ] as [(String, [String])])
    func finds(_ text: String, _ expected: [String]) {
        let bytes = Array(text.utf8)
        #expect(Self.find(text).map { String(decoding: bytes[$0.range], as: UTF8.self) + " " + $0.host } == expected)
    }

    @Test(
        arguments: [
            ("shop.example.co.uk", "example.co.uk"), ("a.b.example.com.cn", "example.com.cn"),
            ("me.github.io", "me.github.io"), ("http://1.2.3.4/", "1.2.3.4"), ("www.例子.中国", "xn--fsqu00a.xn--fiqs8s"),
        ])
    func registrable(_ text: String, _ domain: String) { #expect(Self.find(text).map(\.domain) == [domain]) }

    @Test(
        arguments: [
            ("http://www.Example.com/", "example.com"), ("example.com/A?utm_source=x&id=1#top", "example.com/A?id=1"),
            ("https://example.com/a/", "example.com/a"), ("example[.]com", "example.com"),
        ])
    func oneTarget(_ text: String, _ target: String) { #expect(Self.find(text).map(\.target) == [target]) }

    @Test(arguments: [
        "bücher", "中国", "ليهمابتكلموشعربي", "他们为什么不说中文", "Pročprostěnemluvíčesky", "☃", "президент",
    ])
    func punycodeRoundTrip(_ label: String) throws {
        let host = try #require(Self.find("http://\(label).com/".lowercased()).first?.host)
        #expect(host.hasPrefix("xn--"))
        #expect(Self.find("http://" + host).map(\.host) == [host])
    }

    /// RFC 3492, section 7.1.
    @Test func punycodeSamples() {
        #expect(Self.find("http://他们为什么不说中文.com").map(\.host) == ["xn--ihqwcrb4cv8a8dqg056pqjye.com"])
        #expect(Self.find("http://bücher.com").map(\.host) == ["xn--bcher-kva.com"])
    }
}
