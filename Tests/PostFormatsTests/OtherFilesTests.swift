import Moderation
import PostFormats
import Testing

struct OtherFilesTests {
    @Test(arguments: [
        ("a.csv", "id,text\n1,moon lamp\n", "one file for each"), ("a.JSONL", "[1]\n", "one file for each"),
        ("a.ndjson", "{\"body\":\"a\"}\n{\"body\":\"b\"}\n", "one file for each"),
        ("page.html", "<p>moon lamp</p>", "markup"), ("feed.xml", "<rss/>", "markup"), ("mail.eml", "From: a", "mail"),
        ("photo.PNG", "\u{89}PNG", "not a text"),
    ])
    func aFileThatIsNoSinglePostIsRefusedWithAdvice(name: String, text: String, advice: String) {
        #expect {
            try PostReader.read(Array(text.utf8), name: name)
        } throws: { error in
            (error as? PostProblem)?.description.contains(advice) == true
        }
    }

    /// Its name says how many there may be, its contents that it is one.
    @Test func aSingleObjectIsAPostWhateverItsName() throws {
        let post = try PostReader.read(Array(#"{"body":"moon lamp"}"#.utf8), name: "a.jsonl")
        #expect(post.text(of: .body) == Array("moon lamp".utf8))
    }

    @Test(arguments: ["note.txt", "note", "csv", "a.csv.txt", "report.md"])
    func otherNamesArePlainText(name: String) throws {
        let post = try PostReader.read(Array("a,b\n".utf8), name: name)
        #expect(post.text(of: .body)?.starts(with: Array("a,b".utf8)) == true)
    }

    @Test func aPostWithoutWordsIsToldWhereTheyMayBe() {
        #expect {
            try PostReader.read(Array(#"{"content":"moon lamp","id":"1"}"#.utf8), name: "a.json")
        } throws: { error in
            (error as? PostProblem)?.description.contains("if the text is in extra.content, give it as body") == true
        }
    }
}
