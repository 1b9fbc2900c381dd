import Foundation
import JSON
import Testing

/// Documentation/schemas says of posts, verdicts and journal lines what the program reads and writes.
@Suite(.enabled(if: Checkout.has(Checkout.at("Samples")), "takes the checkout"), .timeLimit(.minutes(15)))
struct SchemasTests {
    /// The sample posts through the real program with all sidecars: everything it writes is as its schema says, and has no
    /// member that the schema does not name.
    @Test func whatIsWrittenIsAsTheSchemasSay() async throws {
        let folder = try TemporaryFolder()
        let made = try await moongate(["init", folder.path, "--yes", "--languages", "en,zh"])
        #expect(made.code == 0)
        let inbox = folder.at("spool/inbox/market")
        try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
        var count = 0
        for samples in ["approved", "flagged", "evasion"] {
            for name in try FileManager.default.contentsOfDirectory(atPath: Checkout.at("Samples/\(samples)")) {
                try FileManager.default.copyItem(
                    atPath: Checkout.at("Samples/\(samples)/\(name)"),
                    toPath: (count.isMultiple(of: 3) ? inbox : folder.at("spool/inbox")) + "/\(samples)-\(name)")
                count += 1
            }
        }
        try Data("{".utf8).write(to: URL(fileURLWithPath: inbox + "/broken.json"))
        let run = try await moongate(
            ["run", "--once", "--sidecars", "all", "--spool", folder.at("spool"), "--rules", folder.at("rules")])
        #expect(run.code == 0)

        let spool = SpoolView(path: folder.at("spool"))
        let verdicts = try JSONSchema("verdict")
        let sidecars = ["approved", "flagged", "rejected"].flatMap { outcome in
            spool.files(outcome).filter { $0.hasSuffix(".verdict.json") }.map { outcome + "/" + $0 }
        }
        #expect(sidecars.count == count)
        #expect(count > 100)
        #expect(Set(try sidecars.flatMap { verdicts.problems(of: try spool.json($0)) }) == [])

        let lines = try JSONSchema("journal")
        let journal = try await moongate(["journal", "--json", "--spool", folder.at("spool")]).output.split(
            separator: "\n")
        #expect(journal.count == count + 1)
        let parsed = try journal.map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(Set(parsed.flatMap { lines.problems(of: $0) }) == [])
    }

    @Test(arguments: ["approved", "flagged", "evasion"])
    func samplesArePosts(_ folder: String) throws {
        let schema = try JSONSchema("post")
        for name in try FileManager.default.contentsOfDirectory(atPath: Checkout.at("Samples/\(folder)"))
        where name.hasSuffix(".json") {
            let bytes = try SpoolView(path: Checkout.at("Samples/\(folder)")).bytes(name).orThrow(name)
            #expect(schema.problems(of: try JSONValue(parsing: bytes), strict: false) == [], "\(name)")
        }
    }

    /// What is no verdict is told from one: the schemas forbid something.
    @Test(arguments: ["outcome", "score", "findings", "ruleset"])
    func aVerdictWithoutAMemberIsWrong(_ member: String) async throws {
        let daemon = try await RunningDaemon(arguments: ["--once"], waits: false) { folder in
            try FileManager.default.createDirectory(atPath: folder.at("spool/inbox"), withIntermediateDirectories: true)
            try Data("buynow".utf8).write(to: URL(fileURLWithPath: folder.at("spool/inbox/a.txt")))
        }
        _ = try await daemon.program.end()
        let schema = try JSONSchema("verdict")
        let verdict = try daemon.spool.json("flagged/a.txt.verdict.json")
        guard case .object(let members) = verdict else { throw Failure("no object") }
        #expect(schema.problems(of: verdict) == [])
        #expect(schema.problems(of: .object(members.filter { $0.key != member })) == [" has no \(member)"])
        #expect(!schema.problems(of: .object(members.merging([member: .null]) { $1 })).isEmpty)
        let more = members.merging(["stranger": .null]) { $1 }
        #expect(schema.problems(of: .object(more)) == [".stranger is not in the schema"])
    }
}
