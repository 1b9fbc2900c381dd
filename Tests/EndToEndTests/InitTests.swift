import Foundation
import Glibc
import JSON
import Testing

/// `moongate init`: what it makes works, and it overwrites nothing.
@Suite(.enabled(if: Checkout.has(Checkout.at("Rules")), "takes the rules of the checkout"), .timeLimit(.minutes(15)))
struct InitTests {
    @Test(arguments: [("general", "4"), ("marketplace", "3"), ("busy", "5")])
    func makesRulesThatPass(_ kind: String, _ threshold: String) async throws {
        let folder = try TemporaryFolder()
        let made = try await moongate(
            ["init", folder.at("ours"), "--yes", "--kind", kind, "--languages", "zh, en"])
        #expect(made.code == 0, "\(made.errors)")
        #expect(made.errors == "", "\(made.errors)")
        let policy = try String(contentsOfFile: folder.at("ours/rules/moongate.yaml"), encoding: .utf8)
        #expect(policy.contains("\n  flag_at: \(threshold)\n"))
        #expect(policy.contains("\n  languages: [zh, en]\n"))
        #expect(try await moongate(["check", folder.at("ours/rules")]).code == 0)
        // A daemon judges there.
        try FileManager.default.createDirectory(
            atPath: folder.at("ours/spool/inbox/talk"), withIntermediateDirectories: true)
        try Data("想赚钱的加微信：abcd12345 刷单日结".utf8).write(to: URL(fileURLWithPath: folder.at("ours/spool/inbox/a.txt")))
        let run = try await moongate(
            ["run", "--once", "--spool", folder.at("ours/spool"), "--rules", folder.at("ours/rules")])
        #expect(run.code == 0, "\(run.errors)")
        #expect(Checkout.has(folder.at("ours/spool/flagged/a.txt")), "\(run.errors)")
    }

    /// In the folder that was made, no command needs to be told where things are.
    @Test func commandsFindTheCommunityTheyAreGivenIn() async throws {
        let folder = try TemporaryFolder()
        #expect(
            try await moongate(["init", folder.at("ours"), "--yes"]).output.contains("\n  cd \(folder.at("ours"))\n"))
        func there(_ words: String...) async throws -> Finished {
            try await moongate(["env", "-C", folder.at("ours"), Program.moongate] + words, asIs: true)
        }
        #expect(try await there("check").code == 0)
        try Data("想赚钱的加微信：abcd12345 刷单日结".utf8).write(to: URL(fileURLWithPath: folder.at("ours/spool/inbox/a.txt")))
        #expect(try await there("run", "--once").code == 0)
        #expect(try await there("journal").output.contains("a.txt"))
        // Rules alone are no community: /etc/moongate has a folder of that name too.
        try FileManager.default.removeItem(atPath: folder.at("ours/spool"))
        #expect(try await there("journal").errors.contains("/var/lib/moongate"))
    }

    @Test func saysWhatItMadeAsJSON() async throws {
        let folder = try TemporaryFolder()
        let made = try await moongate(["init", "--json", "--rules", folder.at("r"), "--spool", folder.at("s")])
        let json = try JSONValue(parsing: Array(made.output.utf8))
        #expect(made.code == 0)
        #expect(json["rules"]?.string == folder.at("r"))
        #expect(json["spool"]?.string == folder.at("s"))
        #expect(json["kind"]?.string == "general")
        #expect(json["languages"]?.array == [])
        #expect((json["count"]?.integer ?? 0) > 20)
        #expect(Checkout.has(folder.at("s/inbox")))
        #expect(Checkout.has(folder.at("r/lists")))
    }

    @Test func overwritesNothing() async throws {
        let folder = try TemporaryFolder()
        try RunningDaemon.write(["mine.yaml": "- mine"], to: folder.at("rules"))
        let refused = try await moongate(["init", folder.path, "--yes"])
        #expect(refused.code == 73)
        #expect(refused.errors.contains("is there already"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["rules"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.at("rules")) == ["mine.yaml"])
        // A file of the name, and a link that leads nowhere, are something too; an empty folder is not.
        for (name, make) in [
            ("file", { try Data().write(to: URL(fileURLWithPath: $0)) }),
            ("link", { try FileManager.default.createSymbolicLink(atPath: $0, withDestinationPath: "/nowhere") }),
        ] as [(String, (String) throws -> Void)] {
            try make(folder.at(name))
            let refused = try await moongate(["init", "--yes", "--rules", folder.at(name), "--spool", folder.at("s")])
            #expect(refused.code == 73, "\(name)")
        }
        mkdir(folder.at("empty"), 0o755)
        #expect(
            try await moongate(["init", "--yes", "--rules", folder.at("empty"), "--spool", folder.at("s")]).code == 0)
    }

    @Test(
        arguments: [
            (["--yes", "--languages", "en,xx"], "'xx' is not a language"), (["--yes", "--kind", "shop"], "shop"),
            ([], "no terminal"),
        ] as [([String], String)])
    func turnsWrongUseDown(_ words: [String], _ reason: String) async throws {
        let folder = try TemporaryFolder()
        let refused = try await moongate(["init", folder.at("ours")] + words)
        #expect(refused.code == 64, "\(refused.errors)")
        #expect(refused.errors.contains(reason), "\(refused.errors)")
        #expect(!Checkout.has(folder.at("ours")))
    }

    @Test func saysWhereItCannotWrite() async throws {
        let folder = try TemporaryFolder()
        let failed = try await moongate(["init", folder.at("no/such/folder"), "--yes"])
        #expect(failed.code == 74, "\(failed.errors)")
        #expect(failed.errors.contains("no/such/folder"), "\(failed.errors)")
    }
}
