import Files
import Glibc
import JSON
import Moderation
import Testing

@testable import Spool

@Suite struct RefilingTests {
    @Test(
        arguments: [
            ("flagged/a.txt", ["flagged", "", "a.txt"]), ("approved/talk/a b.json", ["approved", "talk", "a b.json"]),
            ("rejected/2026-11-24/talk/x", ["rejected", "2026-11-24/talk", "x"]),
            ("flagged/a.txt.verdict.json", ["flagged", "", "a.txt"]), ("flagged/.verdict.json", nil),
            ("failed/a.txt", nil), ("inbox/a.txt", nil), ("a.txt", nil), ("", nil), ("flagged/", nil), ("flagged", nil),
            ("flagged/../work/1", nil), ("flagged//a", nil), ("/flagged/a", nil), ("flagged/./a", nil),
            ("flagged/a/b/c/d", nil), ("flagged/.hidden", nil), ("flagged/a\0b", nil),
            ("flagged/" + String(repeating: "a", count: 256), nil),
        ] as [(String, [String]?)])
    func places(_ path: String, _ expected: [String]?) {
        let place = FiledPlace(path)
        #expect(place.map { [$0.outcome.rawValue, $0.folders.joined(separator: "/"), $0.name] } == expected)
    }

    /// A link where a post should lie is none: what it points at is neither read nor moved.
    @Test func linksAndPipesAreNoPosts() throws {
        let temporary = try TemporarySpool()
        symlink("/etc/hostname", temporary.at("flagged/link"))
        mkfifo(temporary.at("flagged/pipe"), 0o600)
        symlink("/etc", temporary.at("flagged/folder"))
        for name in ["link", "pipe", "folder/hostname", "nothing"] {
            #expect(try FiledPlace("flagged/" + name)?.read(in: temporary.spool) == nil, "\(name)")
        }
    }

    @Test func aDecisionIsAddedOnceToASidecar() throws {
        let first = Decision(.uphold, by: #"a","decision":{"x"#, at: Verdict.day)
        let second = Decision(.reject, by: "mira", at: Verdict.day)
        let sidecar = Array("{\"seq\":3,\"because\":\"\\\",\\\"decision\\\":{\"}\n".utf8)
        let once = try JournalBytes.adding(first, to: sidecar).orThrow("a sidecar")
        let twice = try JournalBytes.adding(second, to: once).orThrow("a sidecar")
        for (bytes, word) in [(once, "uphold"), (twice, "reject")] {
            let json = try JSONValue(parsing: bytes)
            #expect(json["decision"]?["word"]?.string == word)
            #expect(json["because"]?.string == #"","decision":{"#)
        }
        #expect(JournalBytes.adding(second, to: Array("{torn".utf8)) == nil)
        #expect(JournalBytes.adding(second, to: nil) == nil)
    }

    @Test func whatWasSaidComesBack() throws {
        let temporary = try TemporarySpool()
        let labelled = Labelled(temporary.spool)
        let bytes = Array("buy now".utf8)
        let entry = Labelled.Entry(
            digest: FileDigest.of(bytes), decision: Decision(.reject, by: "mira", at: Verdict.day), number: 7,
            name: "a.txt", channel: "talk", receivedAt: Verdict.day, isReversal: false)
        try labelled.keep(bytes, entry)
        #expect(try labelled.all() == [entry])
        #expect(try labelled.bytes(of: entry.digest) == bytes)
        // Others' bytes under its name are not a lesson.
        try temporary.write("labelled/" + entry.digest, "something else")
        #expect(try labelled.bytes(of: entry.digest) == nil)
        try temporary.write("labelled/feed.json", "{\"seq\":-1}")
        #expect(try labelled.all() == [entry])
        #expect(try labelled.dropOld(before: Verdict.day) == 0)
        #expect(try labelled.dropOld(before: Instant(microseconds: Verdict.day.microseconds + 1)) == 1)
        #expect(try labelled.all().isEmpty)
        #expect(temporary.text("labelled/" + entry.digest) == nil)
    }

    #if DEBUG
        /// The process dies before each call on the way of a decision, in turn; after the next start the post lies once,
        /// where the journal says, with its sidecar.
        @Test(arguments: Decision.Word.allCases, ["journal", "strict"])
        func aKillAtEveryCall(_ word: Decision.Word, _ durability: String) throws {
            var number = 0
            while true {
                number += 1
                let temporary = try TemporarySpool()
                try Self.fileOne(temporary)
                let faults = try Faults("any:\(number):kill", death: .silence).orThrow("faults")
                let isDone = Faults.$inTest.withValue(faults) {
                    (try? Self.decide(temporary, word, Durability(rawValue: durability) ?? .journal)) ?? false
                }
                let spool = try SpoolFolder(path: temporary.path)
                let journal = try Journal(spool)
                _ = try Recovery(spool, journal: journal, filing: Filing(spool))
                let said = try temporary.records().filter { $0.event.kind == "decision" }
                let outcome = said.isEmpty ? Outcome.flagged : Refiling.outcome(of: word, from: .flagged)
                let found = try Outcome.allCases.filter { try temporary.names($0.rawValue).contains("a.txt") }
                #expect(found == [outcome], "killed at call \(number)")
                let beside = try Outcome.allCases.filter {
                    try temporary.names($0.rawValue).contains("a.txt.verdict.json")
                }
                #expect(beside == (outcome == .approved ? [] : [outcome]), "killed at call \(number)")
                #expect(try Labelled(spool).all().map(\.decision.word) == (said.isEmpty ? [] : [word]))
                #expect(try temporary.names("work").isEmpty, "killed at call \(number)")
                if isDone { break }
            }
            #expect(number > 12)
        }

        private static func fileOne(_ temporary: TemporarySpool) throws {
            let post = try temporary.claimed("a.txt", "buy now")
            let journal = try Journal(temporary.spool)
            let pipeline = Pipeline(temporary.spool, journal: journal, filing: Filing(temporary.spool))
            let verdict = Verdict.of(.flagged)
            var batch = try pipeline.record([
                JudgedPost(post, verdict: verdict, sidecar: Sidecar.verdict(verdict, of: post.file))
            ])
            #expect(pipeline.file(&batch).problems.isEmpty)
        }

        /// Whether it came to its end.
        private static func decide(
            _ temporary: TemporarySpool, _ word: Decision.Word, _ durability: Durability
        ) throws -> Bool {
            let spool = try SpoolFolder(path: temporary.path)
            let journal = try Journal(spool)
            let refiling = Refiling(spool, journal: journal, filing: Filing(spool), durability: durability)
            let copy = try FiledPlace("flagged/a.txt").orThrow("a place").read(in: spool).orThrow("the post")
            let order = try refiling.order(copy, Decision(word, by: "mira", at: Verdict.day), number: 2)
            var batch = try refiling.record([order])
            guard case .filed = refiling.carryOut(&batch).first else { return false }
            return true
        }
    #endif
}
