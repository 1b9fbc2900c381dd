import Moderation
import PostFormats
import Testing

@Suite struct PostReaderTests {
    @Test func everyField() throws {
        let post = try PostReader.read(
            Array(
                """
                {"id": 7, "author": {"id": "u1", "name": "Ana", "email": "a@example.org", "created_at": "2026-11-01T00:00:00Z",
                 "followers": 12}, "title": "T", "body": "B", "url": "https://example.org", "links": ["l0", "l1"],
                 "channel": "chat", "created_at": 1795512600, "reply_to": "p0", "language": "en",
                 "extra": {"likes": 3, "nested": {"deep": [true, "x"]}}, "score": 1.5, "nothing": null}
                """.utf8), name: "p.json")
        #expect(post.text(of: Field("id")) == Array("7".utf8))
        #expect(post.value(of: Field("author.followers")) == .number(12))
        #expect(post.time(of: .authorCreatedAt) == Instant(rfc3339: "2026-11-01".utf8))
        #expect(post.time(of: .createdAt) == Instant(seconds: 1_795_512_600))
        #expect(post.entries.filter { $0.field == .links }.map(\.element) == [0, 1])
        #expect(post.channel == "chat")
        #expect(post.value(of: Field("extra.likes")) == .number(3))
        #expect(post.value(of: Field("extra.nested.deep")) == .truth(true))
        #expect(post.value(of: Field("extra.score")) == .number(1.5))
        #expect(post.value(of: Field("extra.nothing")) == nil)
    }

    /// Identifiers that are numbers lose no digit; a post may have nothing but a link, and not as its first.
    @Test func identifiersAndLinks() throws {
        let post = try PostReader.read(
            Array(#"{"id":12345678901234567890,"author":{"id":1234567890123},"links":["","http://x"]}"#.utf8),
            name: "p.json")
        #expect(post.text(of: Field("id")) == Array("12345678901234567890".utf8))
        #expect(post.text(of: Field("author.id")) == Array("1234567890123".utf8))
        #expect(post.entries.filter { $0.field == .links }.count == 2)
    }

    @Test func listsInListsAreFlattened() throws {
        let post = try PostReader.read(Array(#"{"body":"x","tags":[["a","b"],{"c":"d"},"e"]}"#.utf8), name: "p.json")
        let tags = post.entries.filter { $0.field == Field("extra.tags") }
        #expect(tags.map(\.element) == [0, 1, 2])
        #expect(post.entries.first { $0.field == Field("extra.tags.c") }?.element == 0)
    }

    @Test func theFolderGoesBeforeTheField() throws {
        let post = try PostReader.read(Array(#"{"body":"x","channel":"a"}"#.utf8), name: "p.json", channel: "b")
        #expect(post.channel == "b")
    }

    @Test(arguments: [("a.txt", "{\"body\": 1"), ("a", "hello"), ("a.md", "( not json at all")])
    func plainText(_ name: String, _ text: String) throws {
        #expect(try PostReader.read(Array(text.utf8), name: name).text(of: .body) == Array(text.utf8))
    }

    @Test(arguments: [
        ("", "empty"), (" \n\t ", "empty"), ("[]", "must be a JSON object"),
        ("{\"body\": 5}", "body must be a text, not a number"),
        ("{\"body\":\"\"}", "nothing to judge"), ("{}", "nothing to judge"), ("{\"title\": null}", "nothing to judge"),
        ("{\"body\":\"a\",\"links\":[1]}", "links must hold texts"),
        ("{\"body\":\"a\",\"author\":[]}", "author must be"),
        ("{\"body\":\"a\",\"created_at\":\"yesterday\"}", "created_at is not a date"),
        ("{\"body\":\"a\"} x", "more text after the value"),
        ("{\"body\":\"a\",\"body\":\"b\"}", "twice"), ("{\"body\":\"a\"", "expected ',' or '}'"),
        ("{\"body\":\"a\",\"extra\":{\"x\":1},\"x\":2}", "the field extra.x is there twice"),
        ("{\"body\":\"a\",\"author\":{\"k.m\":1,\"k\":{\"m\":2}}}", "the field author.k.m is there twice"),
        ("{\"body\":\"a\",\"extra\":3}", "extra must be an object"),
        (
            "{\"body\":\"a\",\"x\":" + String(repeating: "[", count: 100) + "1" + String(repeating: "]", count: 100)
                + "}", "deep"
        ),
        ("{\"body\":\"a\",\"\(String(repeating: "n", count: 129))\":1}", "longer than"),
        ("{\"body\":\"a\",\"l\":[\((0...5000).map(String.init).joined(separator: ","))]}", "values"),
    ])
    func saysWhatIsWrong(_ text: String, _ reason: String) {
        #expect {
            _ = try PostReader.read(Array(text.utf8), name: "p.json")
        } throws: { error in
            (error as? PostProblem)?.message.contains(reason) == true
        }
    }

    @Test func saysWhere() {
        #expect {
            _ = try PostReader.read(Array("{\n \"body\": \"a\",\n \"title\": 4\n}".utf8), name: "p.json")
        } throws: { error in
            (error as? PostProblem).map { $0.line == 3 && $0.column == 11 } == true
        }
    }

    @Test func textThatIsNotUTF8() {
        #expect {
            _ = try PostReader.read([0x61, 0x0A, 0xB5, 0xC4], name: "p.txt")
        } throws: { error in
            (error as? PostProblem).map { $0.line == 2 && $0.column == 1 && $0.message.contains("UTF-8") } == true
        }
    }
}
