import Glibc
import Testing

@testable import Spool

@Suite struct SpoolFolderTests {
    @Test func makesTheFoldersWithTheirModes() throws {
        let temporary = try TemporarySpool()
        let modes = [
            "inbox": 0o2770, "work": 0o700, "approved": 0o750, "flagged": 0o750, "rejected": 0o750, "failed": 0o750,
            "labelled": 0o700, "journal": 0o700, "state": 0o700,
        ]
        for (name, mode) in modes {
            let status = try temporary.spool.root.status(of: name).orThrow(name)
            #expect(status.isFolder && status.mode & 0o7777 == UInt32(mode), "\(name)")
        }
    }

    @Test func leavesWhatIsThereAsItIs() throws {
        let temporary = try TemporarySpool()
        chmod(temporary.at("inbox"), 0o2730)
        try temporary.drop("post")
        let again = try SpoolFolder(path: temporary.path)
        #expect(try again.inbox.status().mode & 0o7777 == 0o2730)
        #expect(try temporary.names("inbox") == ["post"])
        try again.checkStillThere()
    }

    @Test func refusesLinksAndFilesInPlaceOfFolders() throws {
        let path = TemporarySpool.freshPath()
        mkdir(path, 0o755)
        defer { TemporarySpool.remove(path) }
        symlink("/tmp", path + "/inbox")
        #expect { try SpoolFolder(path: path) } throws: { error in
            (error as? SpoolProblem)?.description.contains("\(path)/inbox is not a folder") == true
        }
    }

    @Test(.enabled(if: TemporarySpool.canMount, "mounting takes root")) func refusesSeveralFileSystems() throws {
        let path = TemporarySpool.freshPath()
        mkdir(path, 0o755)
        mkdir(path + "/flagged", 0o755)
        defer { TemporarySpool.remove(path) }
        mount("tmpfs", path + "/flagged", "tmpfs", 0, "size=65536")
        defer { umount2(path + "/flagged", Int32(MNT_DETACH)) }
        #expect { try SpoolFolder(path: path) } throws: { error in
            (error as? SpoolProblem)?.kind == .severalFileSystems
                && (error as? SpoolProblem)?.description.contains("flagged") == true
        }
    }

    @Test func noticesWhenItIsMovedAway() throws {
        let temporary = try TemporarySpool()
        try temporary.spool.checkStillThere()
        rename(temporary.at("flagged"), temporary.at("flagged.old"))
        #expect(throws: SpoolProblem.self) { try temporary.spool.checkStillThere() }
        temporary.makeFolder("flagged")
        #expect(throws: SpoolProblem.self) { try temporary.spool.checkStillThere() }
    }

    @Test func missingParentIsAProblemInWords() {
        #expect { try SpoolFolder(path: "/nonexistent/spool") } throws: { error in
            (error as? SpoolProblem)?.description.contains("/nonexistent/spool: No such file or directory") == true
        }
    }

    @Test func lockHasOneOwner() throws {
        let temporary = try TemporarySpool()
        try temporary.write("lock", "999999\n")
        var lock: SpoolLock? = try SpoolLock(temporary.spool)
        #expect(temporary.text("lock") == "\(getpid())\n", "a stale file does not block")
        #expect { try SpoolLock(SpoolFolder(path: temporary.path)) } throws: { error in
            (error as? SpoolProblem)?.kind == .owned(by: getpid())
                && (error as? SpoolProblem)?.description.contains("\(getpid())") == true
        }
        let inherited = SpoolLock(inherited: dup(try #require(lock).descriptor))
        lock = nil
        #expect(throws: SpoolProblem.self) { try SpoolLock(temporary.spool) }
        withExtendedLifetime(inherited) {}
    }

    @Test func lockIsGivenUpWithItsLastDescriptor() throws {
        let temporary = try TemporarySpool()
        do { _ = try SpoolLock(temporary.spool) }
        _ = try SpoolLock(temporary.spool)
    }
}
