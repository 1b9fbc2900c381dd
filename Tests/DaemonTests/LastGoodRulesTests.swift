import Foundation
import RuleFiles
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
        #expect(folder.names == ["rules"])
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
        #expect(folder.names == ["rules"])
    }

    @Test func aFileInTheWayIsReplaced() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules.new", "a file, of all things")
        try LastGoodRules(state: folder.path).keep(Self.first)
        #expect(LastGoodRules(state: folder.path).files?.fingerprint == Self.first.fingerprint)
    }
}
