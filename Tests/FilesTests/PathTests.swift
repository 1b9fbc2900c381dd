import Files
import Testing

struct PathTests {
    @Test(arguments: [
        ("a", ".", "a"), ("/a", "/", "a"), ("a/b", "a", "b"), ("a/b/", "a", "b"), ("/a/b//", "/a", "b"),
        ("a//b", "a", "b"), ("/", "/", "/"), ("//", "/", "/"), ("", ".", ""), (".", ".", "."), ("./é", ".", "é"),
        ("flagged/广告.json", "flagged", "广告.json"), ("é", ".", "é"),
    ])
    func aPathIsTakenApart(path: String, folder: String, name: String) {
        #expect(Path.folder(path) == folder)
        #expect(Path.name(path) == name)
    }

    @Test(arguments: [(".", "a", "a"), ("", "a", "a"), ("/", "a", "/a"), ("b", "a", "b/a"), ("b/", "a", "b/a")])
    func pathsAreJoined(folder: String, name: String, path: String) {
        #expect(Path.join(folder, name) == path)
    }
}
