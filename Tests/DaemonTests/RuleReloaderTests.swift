import Foundation
import Glibc
import Moderation
import RuleFiles
import Spool
import Testing

@testable import Daemon

/// The reloader on real folders, without a process.
@Suite struct RuleReloaderTests {
    private final class Setting: Sendable {
        let folder: TemporaryFolder
        let log = LogRecorder()
        let isBroken = Flag()

        init(_ files: [String: String]) throws {
            folder = try TemporaryFolder()
            for (name, text) in files { try folder.write("rules/\(name)", text) }
            try FileManager.default.createDirectory(atPath: folder.at("state"), withIntermediateDirectories: true)
        }

        var plugins: [InstalledPlugin] {
            InstalledPlugin.withoutMemory([LetterPlugin { [isBroken] in isBroken.isSet }])
        }

        var troubles: ActiveProblems { ActiveProblems(log: log.logger) }

        func first(isDaemon: Bool = true) throws -> RulesInForce {
            try RuleReloader.first(
                folder: folder.at("rules"), plugins: plugins, state: folder.at("state"), isDaemon: isDaemon,
                troubles: troubles, log: log.logger)
        }

        func reloader() throws -> RuleReloader {
            let reloader = RuleReloader(
                folder: folder.at("rules"), plugins: plugins, rules: try first(), spool: folder.path, workers: 2,
                troubles: troubles, log: log.logger, now: { Instant(seconds: 1_000_000) })
            reloader.begin()
            return reloader
        }

        func edit(_ name: String, _ text: String) throws { try folder.write("rules/\(name)", text) }
        func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: folder.at("rules/\(name)")) }
    }

    private static func problems(_ outcome: RuleReloader.Outcome?) -> [String] {
        if case .refused(let problems)? = outcome { return problems.map(\.description) }
        return []
    }

    private static func isLive(_ outcome: RuleReloader.Outcome?) -> Bool {
        if case .live? = outcome { return true }
        return false
    }

    @Test func anUnchangedFolderMadeEveryWorkerBuildAJudge() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        let reloader = try setting.reloader()
        let version = reloader.rules.version
        guard case .unchanged? = reloader.reload(.asked) else {
            Issue.record("changed")
            return
        }
        #expect(reloader.rules.version == version)
    }

    @Test func anEditGoesLiveWithAJudgeForEachWorker() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        let reloader = try setting.reloader()
        try setting.edit("b.yaml", LetterPlugin.rule("b"))
        #expect(Self.isLive(reloader.reload(.asked)))
        #expect(reloader.rules.following(worker: 0).prepared != nil)
        #expect(reloader.rules.following(worker: 1).prepared != nil)
        #expect(
            setting.log.lines.contains {
                $0.hasPrefix("notice new rules are in force added=1 changed=0 removed=0 rules=2 ")
            })
    }

    /// "new rules are in force" was logged, and every worker went on by the old ones and tried again at each post.
    @Test func rulesThatNoJudgeCouldBeMadeOfWereSaidToBeInForce() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        let reloader = try setting.reloader()
        let (version, ruleset) = (reloader.rules.version, reloader.rules.current.loaded.ruleset.fingerprint)
        setting.isBroken.set()
        try setting.edit("a.yaml", LetterPlugin.rule("a", "broken"))
        let problems = Self.problems(reloader.reload(.asked))
        #expect(problems.count == 1)
        #expect(
            problems.first?.contains("these rules cannot judge any post: there is no memory for the letter") == true)
        #expect(reloader.rules.current.problems.count == 1)
        #expect(reloader.rules.current.loaded.ruleset.fingerprint == ruleset)
        #expect(reloader.rules.version == version)
        #expect(!setting.log.lines.contains { $0.contains("new rules are in force") })
    }

    @Test func aStartWithSuchRulesServesByTheLastGoodOnes() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        _ = try setting.first()
        setting.isBroken.set()
        try setting.edit("a.yaml", LetterPlugin.rule("a", "broken"))
        let rules = try setting.first()
        #expect(rules.current.source == .lastGood)
        #expect(rules.current.problems.count == 1)
    }

    // MARK: What left

    @Test func filesThatAreGoneAreNamed() throws {
        let setting = try Setting([
            "a.yaml": LetterPlugin.rule("a"), "b.yaml": LetterPlugin.rule("b"), "c.yaml": LetterPlugin.rule("c"),
        ])
        let reloader = try setting.reloader()
        try setting.remove("b.yaml")
        try setting.edit("a.yaml", LetterPlugin.rule("z"))
        #expect(Self.isLive(reloader.reload(.asked)))
        let change = reloader.rules.current.change
        #expect(change?.removed == ["b.yaml"])
        #expect(change?.changed == ["a.yaml"])
        #expect(change?.removedRules == ["a", "b"])
        #expect(
            setting.log.lines.contains {
                $0.hasPrefix(
                    "warning new rules are in force added=0 changed=1 removed=1 removed_files=b.yaml removed_rules=a b")
            })
    }

    @Test func filesThatWereRemovedWhileItWasStoppedAreNamed() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a"), "b.yaml": LetterPlugin.rule("b")])
        _ = try setting.first()
        try setting.remove("b.yaml")
        #expect(try setting.first().current.change?.removed == ["b.yaml"])
        #expect(setting.log.lines.contains { $0.contains("removed_files=b.yaml") })
    }

    @Test func aFileThatCouldNotBeReadWasAsIfItWereRemoved() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        try setting.folder.write("away/b.yaml", LetterPlugin.rule("b"))
        symlink(setting.folder.at("away/b.yaml"), setting.folder.at("rules/b.yaml"))
        let reloader = try setting.reloader()
        rename(setting.folder.at("away"), setting.folder.at("far"))
        #expect(Self.problems(reloader.reload(.asked)).first?.hasPrefix("b.yaml:1:1: error: it cannot be read") == true)
        #expect(reloader.rules.current.loaded.ruleset.rules.count == 2)
        #expect(reloader.wantsRetry)
        rename(setting.folder.at("far"), setting.folder.at("away"))
        _ = reloader.reload(.retry)
        #expect(reloader.rules.current.problems == [])
        #expect(!reloader.wantsRetry)
    }

    @Test func aFileThatIsStillBeingWrittenIsReadWhenAPersonAsks() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        let reloader = try setting.reloader()
        reloader.rules.beingWritten = ["a.yaml"]
        _ = reloader.reload(.asked)
        #expect(
            setting.log.lines.contains(
                "warning a rule file is still being written, and is read as it is files=a.yaml"))
    }

    // MARK: Compilations that crash

    private static func noteCrashes(_ setting: Setting, _ count: Int) throws {
        let fingerprint = try RuleFolder(reading: setting.folder.at("rules")).fingerprint
        try setting.folder.write("state/compiling", "\(fingerprint) \(count)\n")
    }

    @Test func rulesThatCrashedTheProcessTwiceWereCompiledForEver() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        _ = try setting.first()
        try setting.edit("a.yaml", LetterPlugin.rule("deadly"))
        try Self.noteCrashes(setting, 2)
        let rules = try setting.first()
        #expect(rules.current.source == .lastGood)
        #expect(rules.current.loaded.ruleset.rules.map(\.id) == ["a"])
        #expect(
            rules.current.problems.first?.description.contains("compiling these rules crashed the process twice")
                == true)
        // It stays so over restarts.
        #expect(try setting.first().current.source == .lastGood)
    }

    @Test func oneCrashIsGivenAnotherChance() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        try Self.noteCrashes(setting, 1)
        #expect(try setting.first().current.problems == [])
        #expect(setting.folder.text("state/compiling") == nil)
    }

    @Test func anEditIsAnotherChance() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        _ = try setting.first()
        try setting.edit("a.yaml", LetterPlugin.rule("deadly"))
        try Self.noteCrashes(setting, 2)
        let reloader = try setting.reloader()
        #expect(!Self.problems(reloader.reload(.asked)).isEmpty)
        try setting.edit("a.yaml", LetterPlugin.rule("mended"))
        #expect(Self.isLive(reloader.reload(.asked)))
    }

    @Test func aPersonMayTryItAgain() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        _ = try setting.first()
        try setting.edit("a.yaml", LetterPlugin.rule("deadly"))
        try Self.noteCrashes(setting, 2)
        #expect(Self.isLive(try setting.reloader().reload(.accepted)))
    }

    @Test func withoutALastGoodSetTheStartIsRefused() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        try Self.noteCrashes(setting, 2)
        #expect(throws: RuleProblems.self) { try setting.first() }
    }

    @Test func aCommandLeavesNoNote() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        try Self.noteCrashes(setting, 1)
        _ = try setting.first(isDaemon: false)
        #expect(setting.folder.text("state/compiling")?.hasSuffix(" 1\n") == true)
    }

    // MARK: The copy

    @Test func aCopyThatCouldNotBeKeptIsCalledOlder() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        let reloader = try setting.reloader()
        let older = try #require(reloader.lastGood.files)
        try setting.edit("a.yaml", LetterPlugin.rule("b"))
        #expect(Self.isLive(reloader.reload(.asked)))
        let newer = try #require(reloader.lastGood.files)
        #expect(!reloader.lastGood.isOlder(newer))
        #expect(reloader.lastGood.isOlder(older))
    }

    @Test func aStartByAnOlderCopySaysSo() throws {
        let setting = try Setting(["a.yaml": LetterPlugin.rule("a")])
        _ = try setting.first()
        try setting.folder.write("state/rules-in-force", "0123456789abcdef\n")
        try setting.edit("a.yaml", "- broken: [")
        let rules = try setting.first()
        #expect(rules.current.isOlder)
        #expect(setting.log.lines.contains { $0.contains("rolled back to an older copy") })
    }
}
