import Foundation
import Logging
import Moderation
import RuleFiles
import Synchronization
import Testing

@testable import Daemon

/// Which rulesets plugins are notified of: those in force, and no others.
@Suite struct RulesetLifeTests {
    private final class Setting: Sendable {
        let folder: TemporaryFolder
        let events = Mutex<[String]>([])
        let isBroken = Flag()
        private let log = LogRecorder().logger

        init(_ letter: String = "a") throws {
            folder = try TemporaryFolder()
            try edit(letter)
            try FileManager.default.createDirectory(atPath: folder.at("state"), withIntermediateDirectories: true)
        }

        func edit(_ letter: String) throws { try folder.write("rules/r.yaml", LetterPlugin.rule("r", letter)) }

        /// Since the last call.
        var told: [String] {
            events.withLock { events in
                defer { events = [] }
                return events
            }
        }

        private var plugins: [InstalledPlugin] {
            let plugin = LetterPlugin(
                fails: { [isBroken] in isBroken.isSet },
                follow: { [weak self] event in self?.events.withLock { $0.append(event) } })
            return InstalledPlugin.withoutMemory([plugin])
        }

        func first(isDaemon: Bool = true) throws -> RulesInForce {
            try RuleReloader.first(
                folder: folder.at("rules"), plugins: plugins, state: folder.at("state"), isDaemon: isDaemon,
                troubles: ActiveProblems(log: log), log: log)
        }

        func started() throws -> RuleReloader {
            let reloader = RuleReloader(
                folder: folder.at("rules"), plugins: plugins, rules: try first(), spool: folder.path, workers: 2,
                troubles: ActiveProblems(log: log), log: log, now: { Instant(seconds: 1_000_000) })
            reloader.begin()
            return reloader
        }
    }

    @Test func compilingTheFirstRulesBeginsNothing() throws {
        let setting = try Setting()
        _ = try setting.first()
        #expect(setting.told == [])
    }

    @Test func aStartBeginsItsRulesOnceWhateverTheWorkers() throws {
        let setting = try Setting()
        _ = try setting.started()
        #expect(setting.told == ["begin a"])
    }

    @Test func anEditBeginsBeforeTheRulesInForceEnd() throws {
        let setting = try Setting()
        let reloader = try setting.started()
        try setting.edit("b")
        _ = reloader.reload(.asked)
        #expect(setting.told == ["begin a", "begin b", "end a"])
    }

    @Test func eachRulesetBeginsAndEndsOnceOverManyEdits() throws {
        let setting = try Setting()
        let reloader = try setting.started()
        for letter in ["b", "c", "d"] {
            try setting.edit(letter)
            _ = reloader.reload(.asked)
            _ = reloader.reload(.asked)
        }
        #expect(setting.told == ["begin a", "begin b", "end a", "begin c", "end b", "begin d", "end c"])
    }

    @Test func anUnchangedFolderBeginsNothing() throws {
        let setting = try Setting()
        let reloader = try setting.started()
        _ = setting.told
        _ = reloader.reload(.asked)
        #expect(setting.told == [])
    }

    @Test func aRefusedEditBeginsNothing() throws {
        let setting = try Setting()
        let reloader = try setting.started()
        _ = setting.told
        try setting.folder.write("rules/r.yaml", "- broken: [")
        _ = reloader.reload(.asked)
        #expect(setting.told == [])
    }

    @Test func anEditThatNoJudgeCanBeMadeOfBeginsNothing() throws {
        let setting = try Setting()
        let reloader = try setting.started()
        _ = setting.told
        setting.isBroken.set()
        try setting.edit("broken")
        _ = reloader.reload(.asked)
        #expect(setting.told == [])
    }

    /// There is no copy of the rules in force to compare with, so the guard cannot try the change, and holds it.
    @Test func anEditThatTheGuardHoldsBeginsOnceItIsAccepted() throws {
        let setting = try Setting()
        try setting.folder.write(
            "rules/moongate.yaml", "reload: {backtest: 100 posts, hold_if_flag_rate_changes: \"> 2 points\"}\n")
        let reloader = try setting.started()
        _ = setting.told
        try FileManager.default.removeItem(atPath: setting.folder.at("state/rules"))
        try setting.edit("b")
        let outcome = reloader.reload(.asked)
        guard case .held? = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(setting.told == [])
        _ = reloader.reload(.accepted)
        #expect(setting.told == ["begin b", "end a"])
    }

    /// What is compiled stays; only the modes are others.
    @Test func rulesThatTheBreakerPutsInShadowStayBegun() throws {
        let setting = try Setting()
        try setting.folder.write("rules/moongate.yaml", "breaker: {hits: 10, share: 10%, within: 1 hours}\n")
        let reloader = try setting.started()
        try setting.edit("b")
        _ = reloader.reload(.asked)
        _ = setting.told
        let verdict = try reloader.rules.current.loaded.verdict()
        reloader.judged([Verdict](repeating: verdict, count: 11))
        #expect(reloader.acceptTripped() == ["r"])
        #expect(setting.told == [])
    }

    @Test func aCommandOnAStoppedSpoolBeginsNothing() throws {
        let setting = try Setting()
        _ = try setting.first(isDaemon: false)
        #expect(setting.told == [])
    }
}
