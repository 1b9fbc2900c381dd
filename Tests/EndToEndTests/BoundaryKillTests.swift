import Foundation
import Glibc
import Testing

/// The judging process of the real program is killed at single system calls on the way of a batch, with SIGKILL, by a
/// seam that only debug builds have; its supervisor starts it again, and every post is filed once.
///
/// A sample of the calls, all of them with MOONGATE_LONG_TESTS=1; `EveryBoundaryTests` goes through all of them without
/// processes.
@Suite(
    .timeLimit(.minutes(60)), .enabled(if: isDebugBuild, "the seam is only in debug builds"))
struct BoundaryKillTests {
    /// One run of `moongate run --once` on a spool of its own.
    private struct Life {
        let folder: TemporaryFolder
        let spool: SpoolView
        var posts: [String: [UInt8]] = [:]

        init(_ posts: [String: String]) throws {
            folder = try TemporaryFolder()
            spool = SpoolView(path: folder.at("spool"))
            try FileManager.default.createDirectory(
                atPath: spool.at("inbox"), withIntermediateDirectories: true)
            try RunningDaemon.write(RunningDaemon.smallRules, to: folder.at("rules"))
            for (name, text) in posts {
                self.posts[name] = Array(text.utf8)
                try spool.drop(name, text)
            }
        }

        /// Runs to the end with these faults in the judging process; gives the calls that it made.
        func run(_ faults: String, _ arguments: [String] = []) async throws -> (ending: Program.Ending, calls: [String])
        {
            let words = [
                Program.moongate, "run", "--once", "--spool", spool.path, "--rules", folder.at("rules"), "--workers",
                "1",
            ]
            let program = try Program(
                words + arguments, output: folder.at("output"), errors: folder.at("errors"),
                environment: [
                    "MOONGATE_FAULTS": faults, "MOONGATE_FAULTS_IN": "judge", "MOONGATE_FAULTS_LOG": folder.at("calls"),
                ])
            let ending = try await program.end()
            let calls = (try? String(contentsOfFile: folder.at("calls"), encoding: .utf8)) ?? ""
            return (ending, calls.split(separator: "\n").map(String.init))
        }

        var errors: String { (try? String(contentsOfFile: folder.at("errors"), encoding: .utf8)) ?? "" }
    }

    private static let batch = [
        "a.json": #"{"body": "hello"}"#, "b.txt": "buynow", "c.txt": "forbidden", "d.json": "{broken", "e.txt": "hint",
        "f.txt": "hello again",
    ]

    /// Kinds of calls of which a run makes the same number, in the same order, however busy the machine is. Others
    /// (`open`, `status`, `list`, `read`) are also made by looks at the inbox, which come as often as there is time for.
    private static let counted: Set = [
        "rename", "write", "remove", "mkdir", "chmod", "truncate", "fdatasync", "fsync", "syncfs",
    ]

    /// `rename:3` for the third rename of a run, for each call of the kinds above from the first claim on.
    private static func calls(of run: [String]) throws -> [String] {
        var counts: [String: Int] = [:]
        let numbered = run.filter { counted.contains($0) }.map { kind in
            counts[kind, default: 0] += 1
            return "\(kind):\(counts[kind] ?? 0)"
        }
        return Array(numbered[try numbered.firstIndex(of: "rename:1").orThrow("rename")...])
    }

    @Test(arguments: [["one.txt": "buynow"], batch], ["journal", "strict"])
    func killedAtACall(_ posts: [String: String], _ durability: String) async throws {
        let arguments = ["--durability", durability]
        let dry = try Life(posts)
        // A file found by a scan is taken once it has been quiet for two seconds. Waited for here, so that all posts are
        // found by one scan and claimed in one batch.
        try await Task.sleep(for: .milliseconds(2100))
        let (ending, run) = try await dry.run("", arguments)
        #expect(ending == .code(0))
        try dry.spool.expectEachFiledOnce(dry.posts)
        let all = try Self.calls(of: run)
        // A claim and a filing for each post, the journal and the checkpoint.
        #expect(all.count >= 2 * posts.count + 4, "\(all)")
        let step = wantsLongTests ? 1 : max(1, all.count / 8)
        let chosen = stride(from: 0, to: all.count, by: step).map { all[$0] }
        var lives: [(String, Life)] = []
        var killed = 0
        for (place, call) in chosen.enumerated() {
            lives.append((call + (place % 4 == 0 ? ":tear" : ":kill"), try Life(posts)))
        }
        try await Task.sleep(for: .milliseconds(2100))
        // They mostly wait: several at a time.
        for some in stride(from: 0, to: lives.count, by: 4) {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for (fault, life) in lives[some..<min(some + 4, lives.count)] {
                    group.addTask {
                        let (ending, run) = try await life.run(fault, arguments)
                        #expect(ending == .code(0), "\(fault): \(life.errors)")
                        try life.spool.expectEachFiledOnce(life.posts)
                        guard run.contains(where: { $0.hasSuffix("fired") }) else {
                            // A checkpoint more or less: on a busy machine one life is longer than another.
                            let parts = fault.split(separator: ":")
                            let made = run.count { $0 == parts[0] }
                            #expect(made < Int(parts[1]) ?? 0, "\(fault) was passed over")
                            return false
                        }
                        #expect(run.count { $0.hasSuffix("fired") } == 1, "\(fault) happened again")
                        #expect(life.errors.contains("the judging process crashed"), "\(fault): \(life.errors)")
                        return true
                    }
                }
                for try await isKilled in group where isKilled { killed += 1 }
            }
        }
        #expect(killed >= chosen.count - max(1, chosen.count / 8), "\(killed) of \(chosen.count) were reached")
    }

    /// A call on the way fails now and then: no post is lost or filed twice.
    @Test func aCallFailsOnce() async throws {
        let all = [
            "rename:2:EIO", "fdatasync:1:EIO", "write:5:ENOSPC", "open:18:EMFILE",
            "fdatasync:1:ENOSPC;truncate:1:EIO", "write:3:short;write:4:short;write:5:short",
            "rename:1:EACCES;rename:3:EROFS", "any:60:delay;any:80:delay",
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for faults in all {
                group.addTask {
                    let life = try Life(Self.batch)
                    let (ending, calls) = try await life.run(faults)
                    #expect(ending == .code(0), "\(faults): \(life.errors)")
                    #expect(calls.contains { $0.hasSuffix("fired") }, "\(faults)")
                    try life.spool.expectEachFiledOnce(life.posts)
                }
            }
            try await group.waitForAll()
        }
    }
}
