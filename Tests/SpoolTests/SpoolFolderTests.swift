import Files
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
            #expect(status.isFolder, "\(name)")
            #expect(status.mode & 0o7777 == UInt32(mode), "\(name)")
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

    /// A fresh disk that is mounted over the spool has folders of the same numbers: each post was waited for in vain.
    @Test(.enabled(if: TemporarySpool.canMount, "mounting takes root")) func noticesADiskMountedOverIt() throws {
        let temporary = try TemporarySpool(size: 1 << 20)
        let numbers = try temporary.spool.work.status().inode
        mount("tmpfs", temporary.path, "tmpfs", 0, "size=1048576")
        defer { umount2(temporary.path, Int32(MNT_DETACH)) }
        let over = try SpoolFolder(path: temporary.path)
        #expect(try over.work.status().inode == numbers, "else this shows nothing")
        #expect(throws: SpoolProblem.self) { try temporary.spool.checkStillThere() }
        try over.checkStillThere()
    }

    @Test func renamesCanBeTried() throws {
        let temporary = try TemporarySpool()
        #expect(try temporary.spool.missingRenameFlags().isEmpty)
        #expect(try temporary.names("work").isEmpty)
        #expect(temporary.spool.fileSystem != "a file system of unknown type")
    }

    #if DEBUG
        /// FUSE and NFS refuse it; it was found out post by post.
        @Test func aFileSystemThatCannotMovePostsIsNamed() throws {
            let temporary = try TemporarySpool()
            let faults = try #require(Faults("rename:1:EINVAL", death: .silence))
            Faults.$inTest.withValue(faults) {
                #expect {
                    try temporary.spool.checkRenames()
                } throws: { error in
                    guard let problem = error as? SpoolProblem, problem.kind == .unsuitable else { return false }
                    return problem.description.contains("RENAME_NOREPLACE")
                        && problem.description.contains(temporary.spool.fileSystem)
                }
            }
            let exchange = try #require(Faults("rename:2:EINVAL", death: .silence))
            let missing = try Faults.$inTest.withValue(exchange) { try temporary.spool.checkRenames() }
            #expect(missing == [.exchange])
        }
    #endif

    @Test func aRemovedOrReplacedLockIsNoticed() throws {
        let temporary = try TemporarySpool()
        let lock = try SpoolLock(temporary.spool)
        #expect(try !lock.isLost(from: temporary.spool))
        #expect(SpoolLock.owner(of: temporary.path) == getpid())
        unlink(temporary.at("lock"))
        #expect(try lock.isLost(from: temporary.spool))
        #expect(SpoolLock.owner(of: temporary.path) == nil)
        try temporary.write("lock", "")
        #expect(try lock.isLost(from: temporary.spool))
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
