import Files
import Foundation
import Glibc
import RuleFiles
import Spool
import Testing

@testable import Daemon

@Suite struct LastGoodRulesTests {
    static func set(_ files: [String: String]) -> RuleFolder {
        RuleFolder(files: files.map { .init(path: $0.key, bytes: Array($0.value.utf8)) })
    }

    static let first = set([
        "a.yaml": "- id: a", "more/b.yaml": "- id: b", "lists/words.txt": "x\n", "moongate.yaml": "{}",
    ])

    @Test func keepsTheSetWhole() throws {
        let folder = try TemporaryFolder()
        let lastGood = LastGoodRules(state: folder.path)
        #expect(lastGood.files == nil)
        try lastGood.keep(Self.first)
        #expect(lastGood.files?.fingerprint == Self.first.fingerprint)
        #expect(LastGoodRules(state: folder.path).files?.files.map(\.path) == Self.first.files.map(\.path))
        // Nothing of the old set stays in the new one.
        let second = Self.set(["a.yaml": "- id: a2"])
        try lastGood.keep(second)
        #expect(lastGood.files?.fingerprint == second.fingerprint)
        #expect(folder.names == ["rules", "rules-in-force"])
    }

    @Test func whatACrashLeftIsNotMixedIn() throws {
        let folder = try TemporaryFolder()
        let lastGood = LastGoodRules(state: folder.path)
        // Before the very first set was whole.
        try folder.write("rules.new/stale.yaml", "- id: stale")
        #expect(lastGood.files == nil)
        try lastGood.keep(Self.first)
        #expect(lastGood.files?.fingerprint == Self.first.fingerprint)
        // While the next was written: the old one holds.
        try folder.write("rules.new/half.yaml", "- id: ha")
        #expect(lastGood.files?.fingerprint == Self.first.fingerprint)
        let second = Self.set(["c.yaml": "- id: c"])
        try lastGood.keep(second)
        #expect(lastGood.files?.fingerprint == second.fingerprint)
        #expect(folder.names == ["rules", "rules-in-force"])
    }

    /// Killed between the two renames.
    @Test func betweenTwoRenamesTheNextCopyIsTaken() throws {
        let folder = try TemporaryFolder()
        let lastGood = LastGoodRules(state: folder.path)
        let second = Self.set(["c.yaml": "- id: c"])
        try lastGood.keep(second)
        rename(folder.at("rules"), folder.at("rules.new"))
        try folder.write("rules.old/old.yaml", "- id: old")
        #expect(lastGood.files?.fingerprint == second.fingerprint)
        // The next one mends it.
        try lastGood.keep(Self.first)
        #expect(lastGood.files?.fingerprint == Self.first.fingerprint)
        #expect(folder.names == ["rules", "rules-in-force"])
    }

    @Test func theOldCopyIsBetterThanNone() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.old/old.yaml", "- id: old")
        #expect(LastGoodRules(state: folder.path).files?.files.map(\.path) == ["old.yaml"])
    }

    /// The copy could be older than what was in force, and was called the last one.
    @Test func aCopyKnowsWhetherItIsTheLast() throws {
        let folder = try TemporaryFolder()
        let lastGood = LastGoodRules(state: folder.path)
        try lastGood.keep(Self.first)
        #expect(!lastGood.isOlder(Self.first))
        // A file where a folder must be: the next copy cannot be kept.
        let clash = RuleFolder(files: [
            .init(path: "a", bytes: []), .init(path: "a/b.yaml", bytes: Array("- id: b".utf8)),
        ])
        #expect(throws: SpoolProblem.self) { try lastGood.keep(clash) }
        let kept = try #require(lastGood.files)
        #expect(kept.fingerprint == Self.first.fingerprint)
        #expect(lastGood.isOlder(kept))
    }

    @Test func aFileInTheWayIsReplaced() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.new", "a file, of all things")
        try LastGoodRules(state: folder.path).keep(Self.first)
        #expect(LastGoodRules(state: folder.path).files?.fingerprint == Self.first.fingerprint)
    }
}
