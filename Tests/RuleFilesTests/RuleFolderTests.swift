import Foundation
import Glibc
import Moderation
import Testing

@testable import RuleFiles

/// What cannot be read is an error at that file: read as if it were not there, posts were approved by the rules left.
@Suite struct RuleFolderTests {
    private let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/moongate-rules-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path + "/lists", withIntermediateDirectories: true)
        try write("good.yaml", "- id: good\n")
    }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    private func problems(_ folder: String? = nil) -> [String] {
        defer { try? FileManager.default.removeItem(atPath: path) }  // The test's own; what is left is harmless.
        do throws(RuleProblems) {
            _ = try RuleFolder(reading: folder ?? path)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test(arguments: ["lamp.yaml", "lamp.yml", "lists/words.txt", "shared"])
    func aLinkThatLedNowhereWasSkipped(_ name: String) throws {
        symlink("/nowhere/at/all", path + "/" + name)
        #expect(
            problems() == [
                "\(name):1:1: error: it cannot be read: No such file or directory; it is a link that leads nowhere: bring its target back, or remove the link"
            ])
    }

    @Test func aLinkToItselfWasSkipped() throws {
        symlink("loop.yaml", path + "/loop.yaml")
        #expect(problems().first?.hasPrefix("loop.yaml:1:1: error: it cannot be read: Too many levels") == true)
    }

    @Test func aFIFOWithTheNameOfARuleFileWasSkipped() throws {
        mkfifo(path + "/pipe.yaml", 0o600)
        #expect(
            problems() == ["pipe.yaml:1:1: error: this is a FIFO, not a file; remove it, or put a file in its place"])
    }

    @Test func allThatCannotBeReadIsNamedAtOnce() throws {
        symlink("/nowhere", path + "/a.yaml")
        symlink("/nowhere", path + "/b.yaml")
        #expect(problems().count == 2)
    }

    /// Bug: files whose names an editor had changed were not read, without a word.
    @Test(arguments: [
        ("a.yaml.txt", "a.yaml"), ("B.YAML", "B.yaml"), ("c.Yml", "c.yml"), ("lists/d.TXT", "lists/d.txt"),
        ("lists/e.txt.txt", "lists/e.txt"), ("f.YAML.TXT", "f.yaml"),
    ])
    func namesThatLookLikeRuleFiles(name: String, meant: String) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }  // The test's own; what is left is harmless.
        try write(name, "x\n")
        let warnings = try RuleFolder(reading: path).warnings
        #expect(warnings.count == 1)
        #expect(warnings.first?.location.file == name)
        #expect(warnings.first?.advice?.contains("rename it to \(meant)") == true)
    }

    @Test func whatIsNotARuleFileIsNoMatter() throws {
        mkfifo(path + "/pipe", 0o600)
        symlink("/nowhere", path + "/.#lock.yaml")
        #expect(problems() == [])
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func aClosedFileIsToBeOpened() throws {
        try write("closed.yaml", "- id: closed\n")
        chmod(path + "/closed.yaml", 0)
        #expect(problems().first?.contains("Permission denied; chmod a+r closed.yaml") == true)
    }

    /// Read as text it is another name, which nothing has: the file was taken for one that is gone.
    @Test(arguments: [[0xE9, 0x2E, 0x79, 0x61, 0x6D, 0x6C], [0x6C, 0xE9]] as [[UInt8]])
    func aNameThatIsNotUTF8IsAnError(name: [UInt8]) throws {
        let bytes = Array(path.utf8) + [0x2F] + name + [0]
        let isFile = name.count > 2
        let made = bytes.withUnsafeBytes { raw in
            let path = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
            return path.map { isFile ? open($0, O_CREAT | O_WRONLY, 0o644) : mkdir($0, 0o755) } ?? -1
        }
        try #require(made >= 0)
        #expect(problems().contains { $0.contains("its name is not UTF-8") })
    }

    @Test func aFolderThatIsNotThereIsAnError() {
        #expect(problems(path + "/nowhere").first?.contains("the folder cannot be read: No such file") == true)
    }

    // MARK: The byte order mark

    private static func file(_ name: String, _ text: String) -> RuleFolder.File {
        .init(path: name, bytes: [0xEF, 0xBB, 0xBF] + Array(text.utf8))
    }

    @Test func aByteOrderMarkInAListIsNoWord() throws {
        #expect(try WordListFile(Self.file("lists/x.txt", "moon lamp\n")).words.map(\.text) == ["moon lamp"])
    }

    @Test func aByteOrderMarkMovedTheFirstLine() throws {
        let value = try YAMLFile.read(Self.file("a.yaml", "- id: lamp\n  summary: x\n"))
        guard case .list(let elements, let location)? = value, case .map(let entries, _)? = elements.first else {
            Issue.record("not a list: \(String(describing: value))")
            return
        }
        #expect(location.column == 1)
        #expect(entries.map(\.key.location.column) == [3, 3])
    }
}
