import Foundation
import Glibc
import JSON
import RuleFiles
import Spool
import Testing

/// Rules are files, and editing them is safe: what is in force is always a whole set that passed its own examples.
@Suite(.serialized, .timeLimit(.minutes(15))) struct RuleEditsTests {
    /// One rule with an example; `word` is flagged.
    static func rule(_ word: String) -> String {
        """
        - id: only-rule
          summary: Flags one word
          body: [\(word)]
          score: 4
          examples: {fires: ['↓\(word)↑ it is'], passes: [hello there]}

        """
    }

    static func daemon(_ word: String = "apple") async throws -> RunningDaemon {
        try await RunningDaemon(rules: ["rules.yaml": rule(word)])
    }

    static func waitForRuleset(otherThan old: String, _ daemon: RunningDaemon) async throws {
        try await daemon.wait("new rules") { try await daemon.ruleset != old }
    }

    static func waitForErrors(_ daemon: RunningDaemon) async throws -> [String] {
        var errors: [String] = []
        try await daemon.wait("errors in the rules") {
            errors = (try await daemon.status().json["rules"]?["problems"]?.array ?? []).compactMap(\.string)
            return !errors.isEmpty
        }
        return errors
    }

    @Test func aGoodEditGoesLive() async throws {
        let daemon = try await Self.daemon()
        let old = try await daemon.ruleset
        try daemon.spool.drop("before.txt", "a pear")
        try await daemon.waitForFiled("approved/before.txt")
        try daemon.edit("rules.yaml", Self.rule("pear"))
        try await Self.waitForRuleset(otherThan: old, daemon)
        try daemon.spool.drop("after.txt", "a pear")
        try await daemon.waitForFiled("flagged/after.txt")
        let new = try await daemon.ruleset
        #expect(try daemon.spool.json("flagged/after.txt.verdict.json")["ruleset"]?.string == new)

        // Written in place, in a new folder below, and taken away again.
        try FileManager.default.createDirectory(atPath: daemon.rules + "/more", withIntermediateDirectories: true)
        try daemon.edit("more/plum.yaml", Self.rule("plum").replacing("only-rule", with: "plum"))
        try await daemon.wait("two rules") { try await daemon.status().json["rules"]?["count"]?.integer == 2 }
        try FileManager.default.removeItem(atPath: daemon.rules + "/more/plum.yaml")
        try await daemon.wait("one rule") { try await daemon.ruleset == new }
    }

    struct Broken: Sendable, CustomTestStringConvertible {
        let what: String
        let text: String
        let problem: String
        var testDescription: String { what }
    }

    @Test(arguments: [
        Broken(
            what: "unknown key", text: rule("x").replacing("body:", with: "bodu:"), problem: "rules.yaml:3:3: error: "),
        Broken(what: "empty", text: "", problem: "rules.yaml:1:1: error: the file is empty"),
        Broken(what: "half-written", text: String(rule("x").dropLast(20)), problem: "rules.yaml:"),
        Broken(
            what: "failing example", text: rule("x").replacing("it is", with: "").replacing("↓x↑", with: "y"),
            problem: "rules.yaml:5:"),
        Broken(
            what: "a pattern", text: rule("x").replacing("body: [x]", with: "body (regex): 'a('"),
            problem: "rules.yaml:3:"),
        Broken(what: "binary", text: "\u{0}\u{1}\u{2}", problem: "rules.yaml:"),
    ])
    func aBrokenEditLeavesTheOldSetInForce(_ broken: Broken) async throws {
        let daemon = try await Self.daemon()
        let old = try await daemon.ruleset
        try daemon.edit("rules.yaml", broken.text)
        let errors = try await Self.waitForErrors(daemon)
        #expect(errors.contains { $0.hasPrefix(broken.problem) }, "\(errors)")
        #expect(errors.allSatisfy { $0.firstMatch(of: #/^[^:]+:\d+:\d+: error: /#) != nil }, "\(errors)")
        let status = try await daemon.status()
        #expect(status.code == 1)
        #expect(status.json["ruleset"]?.string == old)
        // For people as well.
        let told = try await moongate(["status", "--spool", daemon.spool.path])
        #expect(told.code == 1)
        #expect(told.output.contains(errors[0].prefix(40)))
        #expect(told.output.contains("stay in force"))
        try daemon.spool.drop("a.txt", "an apple")
        try await daemon.waitForFiled("flagged/a.txt")
        #expect(daemon.log.contains("the current rules stay in force"))

        try daemon.edit("rules.yaml", Self.rule("apple"))
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        #expect(try await daemon.ruleset == old)
    }

    @Test func aVanishedFolderLeavesTheOldSetInForce() async throws {
        let daemon = try await Self.daemon()
        let old = try await daemon.ruleset
        try FileManager.default.moveItem(atPath: daemon.rules, toPath: daemon.rules + ".away")
        let errors = try await Self.waitForErrors(daemon)
        #expect(errors.first?.contains("cannot be read") == true, "\(errors)")
        #expect(try await daemon.ruleset == old)
        try FileManager.default.moveItem(atPath: daemon.rules + ".away", toPath: daemon.rules)
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        // It is still followed.
        try daemon.edit("rules.yaml", Self.rule("cherry"))
        try await Self.waitForRuleset(otherThan: old, daemon)
    }

    @Test func reloadWaitsAndSaysHowItWent() async throws {
        let daemon = try await Self.daemon()
        func reload(_ words: String...) async throws -> Finished {
            try await moongate(["reload", "--spool", daemon.spool.path] + words)
        }
        var said = try await reload()
        #expect(said.code == 0)
        #expect(said.output.contains("nothing has changed: 1 rules, fingerprint "))
        let old = try await daemon.ruleset
        try daemon.edit("rules.yaml", Self.rule("pear"))
        said = try await reload()
        #expect(said.code == 0)
        #expect(try await daemon.ruleset != old)
        #expect(said.output.contains(try await daemon.ruleset))
        try daemon.edit("rules.yaml", "- id: x\n  bdy: y\n  score: 1\n")
        said = try await reload()
        #expect(said.code == 1)
        #expect(said.output.isEmpty)
        #expect(said.errors.contains("rules.yaml:2:3: error: "))
        #expect(said.errors.contains("the current rules stay in force"))
        said = try await reload("--json")
        let json = try JSONValue(parsing: Array(said.output.utf8))
        #expect(said.code == 1)
        #expect(json["ok"]?.truth == false)
        #expect(json["problems"]?.array?.isEmpty == false)
        try await daemon.stop()
        said = try await reload()
        #expect(said.code == 69)
        #expect(said.errors.contains("is not running"))
    }

    @Test func sighupReadsTheFolderAgain() async throws {
        let daemon = try await Self.daemon()
        let old = try await daemon.ruleset
        try daemon.edit("rules.yaml", Self.rule("pear"))
        daemon.program.kill(SIGHUP)
        try await Self.waitForRuleset(otherThan: old, daemon)
        #expect(daemon.program.hasEnded == nil)
    }

    @Test func aRestartWithABrokenFolderServesTheLastGoodSet() async throws {
        let daemon = try await Self.daemon()
        try daemon.edit("rules.yaml", Self.rule("pear"))
        _ = try await moongate(["reload", "--spool", daemon.spool.path])
        let good = try await daemon.ruleset
        for isKilled in [false, true] {
            if isKilled { try await daemon.killSupervisor() } else { try await daemon.stop() }
            try daemon.edit("rules.yaml", "- broken: [")
            try await daemon.start()
            let status = try await daemon.status()
            #expect(status.code == 1)
            #expect(status.json["ruleset"]?.string == good)
            #expect(status.json["rules"]?["source"]?.string == "last-good")
            let told = try await moongate(["status", "--spool", daemon.spool.path])
            #expect(told.output.contains("the last good copy is in force"))
            #expect(told.output.contains("rules.yaml:"))
            try daemon.spool.drop("\(isKilled).txt", "a pear")
            try await daemon.waitForFiled("flagged/\(isKilled).txt")
            try daemon.edit("rules.yaml", Self.rule("pear"))
            try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        }
    }

    @Test func aStartWithABrokenFolderAndNoEarlierSetEndsAtOnce() async throws {
        let daemon = try await RunningDaemon(rules: ["rules.yaml": "- id: x\n  bdy: y\n  score: 1\n"], waits: false)
        #expect(try await daemon.program.end() == .code(78))
        #expect(daemon.log.contains("rules.yaml:2:3: error: "))
        #expect(daemon.log.contains("there is no earlier set"))
        // A folder that is not there.
        try FileManager.default.removeItem(atPath: daemon.rules)
        try await daemon.start(waits: false)
        #expect(try await daemon.program.end() == .code(78))
    }

    /// Posts flow while a script writes the rule file in halves, over and over, and others ask for reloads.
    @Test func reloadsUnderAStormOfWritesLoseNothing() async throws {
        let daemon = try await RunningDaemon()
        let sets = (0..<6).map { number in
            var set = RunningDaemon.smallRules
            // The same verdicts, other bytes; cut in the middle it is no YAML.
            set["words.yaml", default: ""] += "# edition \(number)\n" + Self.rule("unheard\(number)")
            return set
        }
        let fingerprints = Set(
            ([RunningDaemon.smallRules] + sets).map { set in
                RuleFolder(files: set.map { .init(path: $0.key, bytes: Array($0.value.utf8)) }).fingerprint
            })
        #expect(fingerprints.count == 7)
        let path = daemon.rules + "/words.yaml"
        let spool = daemon.spool.path
        let storm = Task {
            var refused = 0
            for round in 0..<40 {
                let bytes = Array((sets[round % sets.count]["words.yaml"] ?? "").utf8)
                // Torn: the first part is there for a while, and ends inside a quoted text.
                let cut = bytes.lastIndex(of: UInt8(ascii: "'")) ?? 0
                let file = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
                _ = write(file, Array(bytes[..<cut]), cut)
                if round % 3 == 0 {
                    if try await moongate(["reload", "--spool", spool]).code == 1 { refused += 1 }
                }
                _ = write(file, Array(bytes[cut...]), bytes.count - cut)
                close(file)
                let now = try await moongate(["reload", "--spool", spool])
                #expect(now.code == 0, "\(now.errors)")
            }
            return refused
        }
        var dropped = 0
        let isOver = Flag()
        Task {
            _ = try? await storm.value
            isOver.set()
        }
        while !isOver.isSet {
            for _ in 0..<20 {
                try daemon.spool.drop("p\(dropped).txt", dropped % 2 == 0 ? "buynow" : "hello")
                dropped += 1
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let refused = try await storm.value
        #expect(refused == 14)
        try await daemon.waitForFiled(count: dropped)
        let entries = try daemon.spool.journal().entries
        #expect(entries.count == dropped)
        #expect(Set(entries.map(\.post)).count == dropped)
        var seen: Set<String> = []
        for entry in entries {
            let ruleset = try JSONValue(parsing: entry.bytes)["ruleset"]?.string ?? ""
            #expect(fingerprints.contains(ruleset))
            seen.insert(ruleset)
            #expect(
                entry.outcome
                    == (entry.post.dropFirst().prefix { $0 != "." }.last.flatMap(\.wholeNumberValue).map { $0 % 2 } == 0
                        ? "flagged" : "approved"))
        }
        #expect(seen.count > 1)
    }
}
