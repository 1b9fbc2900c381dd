import Foundation
import Glibc
import JSON
import Testing

/// `moongate doctor` over spools and rules that are broken in one way each.
@Suite(.timeLimit(.minutes(15))) struct DoctorTests {
    private struct Report {
        let code: Int32?
        let diagnoses: [JSONValue]

        /// `area: what` of those in a state.
        func texts(_ state: String) -> [String] {
            diagnoses.filter { $0["state"]?.string == state }.map {
                "\($0["area"]?.string ?? ""): \($0["what"]?.string ?? "")"
            }
        }
    }

    private func doctor(_ folder: TemporaryFolder) async throws -> Report {
        let finished = try await moongate(
            ["doctor", "--json", "--spool", folder.at("spool"), "--rules", folder.at("rules")])
        let json = try JSONValue(parsing: Array(finished.output.utf8))
        let diagnoses = try json["diagnoses"]?.array.orThrow("diagnoses") ?? []
        #expect(json["ok"]?.truth == (finished.code == 0))
        for diagnosis in diagnoses {
            // What is not well has advice.
            #expect((diagnosis["state"]?.string == "well") == (diagnosis["advice"] == nil), "\(diagnosis)")
        }
        return Report(code: finished.code, diagnoses: diagnoses)
    }

    /// A spool and rules as they should be.
    private func healthy() async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try RunningDaemon.write(RunningDaemon.smallRules, to: folder.at("rules"))
        let once = try await moongate(["run", "--once", "--spool", folder.at("spool"), "--rules", folder.at("rules")])
        #expect(once.code == 0)
        return folder
    }

    @Test func nothingIsWrongWithAHealthySpool() async throws {
        let folder = try await healthy()
        let before = SpoolView(path: folder.at("spool")).files(".")
        let report = try await doctor(folder)
        #expect(report.code == 0, "\(report.texts("wrong"))")
        #expect(report.texts("wrong") == [], "\(report.texts("wrong"))")
        for area in ["spool", "owners", "sync", "clock", "inotify", "files", "patterns", "rules"] {
            #expect(report.texts("well").contains { $0.hasPrefix(area + ": ") }, "\(area)")
        }
        #expect(report.texts("doubtful").contains { $0.contains("does not run") })
        // It leaves nothing behind.
        #expect(SpoolView(path: folder.at("spool")).files(".") == before)
        let shown = try await moongate(["doctor", "--spool", folder.at("spool"), "--rules", folder.at("rules")])
        #expect(shown.output.contains("✓ spool"))
        #expect(shown.output.contains("! daemon"))
        #expect(shown.output.contains("→ "))
    }

    /// Each of these is found, and only these.
    @Test(
        arguments: [
            ("chmod 777 spool/approved", "approved: every user of this machine may write here"),
            ("chmod 770 spool/journal", "journal: the group"),
            ("chmod g-s spool/inbox", "inbox: mode 0770: what a producer writes keeps its own group"),
            ("rmdir spool/rejected", "spool: SPOOL has no folder rejected"),
            ("rm -r spool/state && touch spool/state", "spool: SPOOL has no folder state"),
            ("rm -r spool", "spool: SPOOL is not there"),
            ("echo '- {id: x, bdy: y, score: 1}' > rules/bad.yaml", "rules: RULES: bad.yaml:1:"),
            ("rm -r rules", "rules: RULES: "),
        ])
    func whatIsBrokenIsNamed(_ breakage: String, _ expected: String) async throws {
        let folder = try await healthy()
        let broken = try await moongate(["sh", "-c", "cd '\(folder.path)' && \(breakage)"], asIs: true)
        #expect(broken.code == 0, "\(broken.errors)")
        let report = try await doctor(folder)
        let wanted = expected.replacingOccurrences(of: "SPOOL", with: folder.at("spool"))
            .replacingOccurrences(of: "RULES", with: folder.at("rules"))
        #expect(report.code == 1)
        #expect(report.texts("wrong").count == 1, "\(report.texts("wrong"))")
        #expect(report.texts("wrong")[0].hasPrefix(wanted), "\(report.texts("wrong"))")
    }

    @Test(.enabled(if: geteuid() == 0, "gives folders to other users, as root"))
    func whoOwnsWhatIsNamed() async throws {
        let folder = try await healthy()
        chown(folder.at("spool/work"), 65534, 65534)
        let report = try await doctor(folder)
        #expect(report.code == 1)
        #expect(report.texts("wrong").contains { $0.hasPrefix("owners: ") && $0.contains("spool/work") })
    }

    @Test(.enabled(if: TemporaryFolder.canMount, "mounts a tmpfs, as root"))
    func severalFileSystemsAndMemoryAreNamed() async throws {
        let folder = try await healthy()
        #expect(mount("tmpfs", folder.at("spool/flagged"), "tmpfs", 0, "size=65536,mode=750") == 0)
        defer { umount2(folder.at("spool/flagged"), Int32(MNT_DETACH)) }
        let report = try await doctor(folder)
        #expect(report.code == 1)
        #expect(report.texts("wrong").contains { $0.contains("spool/flagged: on another file system") }, "\(report)")

        let inMemory = try TemporaryFolder(size: 1 << 20)
        try RunningDaemon.write(RunningDaemon.smallRules, to: inMemory.at("rules"))
        #expect(
            try await moongate(
                ["run", "--once", "--spool", inMemory.at("spool"), "--rules", inMemory.at("rules")]
            ).code == 0)
        let small = try await doctor(inMemory)
        #expect(small.texts("doubtful").contains { $0.contains("tmpfs") })
        #expect(small.texts("wrong").contains { $0.hasPrefix("disk: ") }, "a megabyte is too little")
    }

    @Test func fewOpenFilesAreNamed() async throws {
        let folder = try await healthy()
        let finished = try await moongate(
            [
                "sh", "-c", "ulimit -n 128; exec \"$0\" \"$@\"", Program.moongate, "doctor", "--spool",
                folder.at("spool"),
                "--rules", folder.at("rules"),
            ], asIs: true)
        #expect(finished.code == 1)
        #expect(finished.output.contains("✗ files       a process may have 128 files open here"))
    }

    @Test func theRunningDaemonIsAsked() async throws {
        let daemon = try await RunningDaemon()
        let well = try await doctor(daemon.folder)
        #expect(well.code == 0, "\(well)")
        #expect(well.texts("well").contains("daemon: runs, 0 posts waiting"), "\(well)")
    }
}
