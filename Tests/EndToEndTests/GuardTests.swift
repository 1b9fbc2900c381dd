import Foundation
import Glibc
import JSON
import Testing

/// What keeps an edit from doing harm: the guard over reloads, the breaker, and the history of rules behind both.
@Suite(.serialized, .timeLimit(.minutes(15))) struct GuardTests {
    @Test func aChangeThatWouldChangeTooMuchWaits() async throws {
        let policy = Tuning.archive + "reload: {backtest: 10000 posts, hold_if_flag_rate_changes: \"> 10 points\"}\n"
        let daemon = try await RunningDaemon(rules: Tuning.rules(policy))
        try await Tuning.dropPosts(daemon)
        let old = try await daemon.ruleset
        try daemon.edit("more.yaml", Tuning.rule("apple", "apple"))
        try await daemon.wait("a change that waits") { try await Tuning.status(daemon, "held") != nil }
        let (code, status) = try await daemon.status()
        #expect(code == 1)
        #expect(status["ruleset"]?.string == old)
        #expect(status["rules"]?["held"]?["newly_flagged"]?.integer == 8)
        #expect(status["rules"]?["held"]?["rules"]?.array?.first?["rule"]?.string == "apple")
        let reload = try await moongate(["reload", "--spool", daemon.spool.path])
        #expect(reload.code == 1, "\(reload.errors)")
        #expect(reload.errors.contains("25.0 % would be held instead of 5.0 %"), "\(reload.errors)")

        // Neither a restart goes round it, nor an edit that takes the guard away.
        try await daemon.stop()
        try await daemon.start()
        try await daemon.wait("a change that waits") { try await Tuning.status(daemon, "held") != nil }
        #expect(try await daemon.ruleset == old)
        try daemon.edit("moongate.yaml", "policy: {flag_at: 4}\n")
        try await daemon.wait("another change") {
            let held = try await Tuning.status(daemon, "held")?["ruleset"]?.string
            return held != nil && held != status["rules"]?["held"]?["ruleset"]?.string
        }
        let accepted = try await moongate(["reload", "--accept", "--spool", daemon.spool.path])
        #expect(accepted.code == 0, "\(accepted.errors)")
        #expect(try await daemon.ruleset != old)
        #expect(try await daemon.status().code == 0)

        // A change back is small enough without a guard, and what was in force is known.
        let diff = try await moongate(["rules", "diff", old, "in-force", "--spool", daemon.spool.path])
        #expect(diff.code == 0, "\(diff.output)\(diff.errors)")
        #expect(diff.output.contains("new apple"), "\(diff.output)\(diff.errors)")
        #expect(diff.output.contains("archive: 30 days"), "\(diff.output)\(diff.errors)")
        let post = daemon.folder.at("post.txt")
        try "an apple".write(toFile: post, atomically: true, encoding: .utf8)
        let then = try await moongate([
            "explain", "--ruleset", String(old.prefix(8)), "--spool", daemon.spool.path, post,
        ])
        #expect(then.output.hasPrefix("APPROVED"))
        let now = try await moongate(["explain", "--rules", daemon.rules, post])
        #expect(now.output.hasPrefix("FLAGGED"))
    }

    /// A guard that cannot look does not let pass.
    @Test func aChangeThatCannotBeTriedWaits() async throws {
        let policy = Tuning.archive + "reload: {hold_if_flag_rate_changes: \"> 10 points\"}\n"
        let daemon = try await RunningDaemon(rules: Tuning.rules(policy))
        try await Tuning.dropPosts(daemon)
        let old = try await daemon.ruleset
        // Without the copy of the rules in force there is nothing to compare a change with.
        let (copy, away) = (daemon.spool.at("state/rules"), daemon.folder.at("away"))
        #expect(rename(copy, away) == 0)
        try daemon.edit("more.yaml", Tuning.rule("pear", "pear"))
        try await daemon.wait("a change that waits") { try await Tuning.status(daemon, "held") != nil }
        let (code, status) = try await daemon.status()
        #expect(code == 1)
        #expect(status["ruleset"]?.string == old)
        #expect(status["rules"]?["held"]?["problem"]?.string?.contains("no copy of the rules in force") == true)
        #expect(daemon.log.contains("could not be tried on earlier posts: they wait"))
        let shown = try await moongate(["status", "--spool", daemon.spool.path])
        #expect(shown.output.contains("could not be tried"), "\(shown.output)")
        let reload = try await moongate(["reload", "--spool", daemon.spool.path])
        #expect(reload.code == 1, "\(reload.errors)")
        #expect(reload.errors.contains("reload --accept"), "\(reload.errors)")
        let accepted = try await moongate(["reload", "--accept", "--spool", daemon.spool.path])
        #expect(accepted.code == 0, "\(accepted.errors)")
        #expect(try await daemon.ruleset != old)

        // What is mended is tried again when one asks, and passes.
        let taken = try await daemon.ruleset
        #expect(rename(copy, away + "-2") == 0)
        try daemon.edit("more.yaml", Tuning.rule("plum", "plum"))
        try await daemon.wait("a change that waits") { try await Tuning.status(daemon, "held") != nil }
        #expect(rename(away + "-2", copy) == 0)
        let again = try await moongate(["reload", "--spool", daemon.spool.path])
        #expect(again.code == 0, "\(again.errors)")
        #expect(try await daemon.ruleset != taken)
    }

    @Test func aSmallChangePassesTheGuard() async throws {
        let policy = Tuning.archive + "reload: {hold_if_flag_rate_changes: \"> 10 points\"}\n"
        let daemon = try await RunningDaemon(rules: Tuning.rules(policy))
        try await Tuning.dropPosts(daemon)
        let old = try await daemon.ruleset
        try daemon.edit("more.yaml", Tuning.rule("pear", "pear"))
        try await daemon.wait("new rules") { try await daemon.ruleset != old }
        #expect(try await Tuning.status(daemon, "held") == nil)
    }

    @Test func theBreakerPutsARuleInShadowThatDecidesTooMuch() async throws {
        let policy = "policy: {flag_at: 4}\nbreaker: {hits: 20, share: 10%}\n"
        let daemon = try await RunningDaemon(rules: Tuning.rules(policy, Tuning.rule("old", "hello")))
        // Rules that were there at the first start are not new.
        for number in 0..<40 { try daemon.spool.drop("a\(number).txt", "hello \(number)") }
        try await daemon.waitForFiled(count: 40)
        #expect(try await Tuning.status(daemon, "tripped") == nil)

        let old = try await daemon.ruleset
        try daemon.edit("more.yaml", Tuning.rule("new", "world"))
        try await daemon.wait("new rules") { try await daemon.ruleset != old }
        for number in 0..<60 {
            try daemon.spool.drop("b\(number).txt", "world \(number)")
            try await daemon.waitForFiled(count: 41 + number)
        }
        let tripped = try await Tuning.status(daemon, "tripped")?.array?.first
        #expect(tripped?["rule"]?.string == "new")
        #expect(tripped?["hits"]?.integer == 21)
        #expect(try await daemon.status().code == 1)
        #expect(daemon.log.contains("decides too many posts"))
        #expect(daemon.spool.files("approved").count == 39)
        let alone = try await moongate([
            "journal", "--rule", "new", "--alone", "--json", "--spool", daemon.spool.path,
        ])
        #expect(alone.output.split(separator: "\n").count == 21)
        // A backtest is of the rules as they count: nothing changes where nothing was edited.
        let same = try Tuning.json(
            try await moongate(["backtest", "--rules", daemon.rules, "--spool", daemon.spool.path, "--json"]))
        #expect(same["held"]?["in_force"] == same["held"]?["edited"])
        #expect(same["newly_flagged"]?.integer == 0)
        #expect(same["held"]?["in_force"]?.integer == 40, "those of 'old', and none of 'new'")
        #expect(same["cautions"]?.array?.contains { $0.string?.hasPrefix("'new' is in shadow here") == true } == true)

        // It stays so over a restart, and posts that it alone flagged can go.
        try await daemon.stop()
        try await daemon.start()
        try daemon.spool.drop("c.txt", "world")
        try await daemon.waitForFiled("approved/c.txt")
        let rejudged = try await moongate(["rejudge", "--rule", "new", "--spool", daemon.spool.path])
        #expect(rejudged.code == 0, "\(rejudged.errors)")
        try await daemon.wait("posts that were let go") { daemon.spool.files("approved").count == 61 }

        // Accepted as it is, it counts again and does not trip again.
        let accepted = try await moongate(["reload", "--accept", "--spool", daemon.spool.path])
        #expect(accepted.code == 0, "\(accepted.errors)")
        #expect(
            accepted.output.hasPrefix("new is restored from shadow\n5 rules are in force"), "\(accepted.output)")
        #expect(daemon.log.contains("rules restored from shadow"))
        for number in 0..<40 { try daemon.spool.drop("d\(number).txt", "world") }
        try await daemon.wait("flagged posts") {
            (0..<40).allSatisfy { daemon.spool.filed.contains("flagged/d\($0).txt") }
        }
        #expect(try await Tuning.status(daemon, "tripped") == nil)
    }
}
