import Testing

@testable import Spool

@Suite struct PostNameTests {
    @Test(arguments: [
        "post.json", "加微信.json", "-rf", "~", "a b", "x.verdict.json.txt", "emoji 👨‍👩‍👧.json", "%00", "name~2.json",
        String(repeating: "a", count: 200), "tmp", "part", "x.partially", "filepart",
    ])
    func takesAsItIs(_ name: String) {
        #expect(PostName(Array(name.utf8)) == .fine(name))
    }

    @Test(arguments: [
        ".hidden", "post.json.tmp", "post.part", ".", "..", ".tmp", "post.json.filepart", "post.partial",
        "字.crdownload", ".post.json.swp", "post.swp",
    ])
    func ignoresWhatIsInTheMaking(_ name: String) {
        #expect(PostName(Array(name.utf8)) == .inTheMaking)
    }

    @Test(arguments: [
        ("line\nfeed", "line%0Afeed", "U+000A"),
        ("bell\u{7}", "bell%07", "U+0007"),
        ("del\u{7F}", "del%7F", "U+007F"),
        ("c1\u{9B}31m", "c1%C2%9B31m", "U+009B"),
        ("gpj\u{202E}exe", "gpj%E2%80%AEexe", "U+202E"),
        ("isolate\u{2066}", "isolate%E2%81%A6", "U+2066"),
        ("post.verdict.json", "post.verdict%2Ejson", ".verdict.json"),
        ("post.reason.txt", "post.reason%2Etxt", ".reason.txt"),
    ])
    func refuses(_ name: String, clean: String, reason part: String) throws {
        guard case .refused(let got, let reason) = PostName(Array(name.utf8)) else { throw Missing("a refusal") }
        #expect(got == clean)
        #expect(reason.contains(part))
        #expect(PostName(Array(got.utf8)) == .fine(got), "a cleaned name is a fine name")
    }

    @Test func refusesWhatIsNotUTF8() {
        #expect(
            PostName([0x61, 0xFF, 0xC3, 0x62])
                == .refused(clean: "a%FF%C3b", reason: "the name is not UTF-8 (its byte 2)"))
    }

    @Test(arguments: ["字", "a", "é", "👍"])
    func cutsLongNamesBetweenCharacters(_ character: String) throws {
        let bytes = Array(String(repeating: character, count: 252 / character.utf8.count).utf8)
        guard case .refused(let clean, let reason) = PostName(bytes) else { throw Missing("a refusal") }
        #expect(clean.utf8.count <= 200)
        #expect(clean.utf8.count > 196)
        #expect(clean.allSatisfy { String($0) == character })
        #expect(reason.contains("252 bytes"))
    }

    @Test func anyCleanNameIsFine() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let tails = [".tmp", ".part", ".filepart", ".partial", ".verdict.json", ".reason.txt", ""]
            let tail = Array((tails.randomElement(using: &random) ?? "").utf8)
            let body = (0..<Int.random(in: 1...251, using: &random)).map { _ in
                UInt8.random(in: 1...255, using: &random)
            }
            if case .refused(let clean, _) = PostName(body + tail) {
                #expect(PostName(Array(clean.utf8)) == .fine(clean))
            }
        }
    }
}
