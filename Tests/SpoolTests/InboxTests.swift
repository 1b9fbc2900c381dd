import Files
import Glibc
import Testing

@testable import Spool

@Suite struct InboxTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    private func names(_ arrivals: [Arrival]) -> [String] {
        arrivals.map { ($0.channel.map { $0 + "/" } ?? "") + $0.name }.sorted()
    }

    /// Scans to the end.
    private func scanAll(_ inbox: Inbox, upTo limit: Int = 1000) throws -> (names: [String], again: Duration?) {
        var found: [Arrival] = []
        while true {
            let step = try inbox.scan(upTo: limit)
            #expect(step.arrivals.count <= limit)
            found += step.arrivals
            if step.isComplete { return (names(found), step.again) }
        }
    }

    @Test func seesRenamesAndClosedWrites() throws {
        let inbox = try Inbox(temporary.spool)
        try temporary.drop("renamed.json")
        try temporary.write("inbox/written.json", "in place")
        try temporary.write("inbox/half.json.part", "not yet")
        try temporary.write("inbox/.hidden", "not yet")
        #expect(try names(inbox.events()) == ["renamed.json", "written.json"])
        #expect(try inbox.events().isEmpty)
    }

    @Test func seesNothingOfFileThatIsOpen() throws {
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        let file = open(temporary.at("inbox/slow"), O_WRONLY | O_CREAT, 0o644)
        #expect(try inbox.events().isEmpty)
        let scan = try scanAll(inbox)
        #expect(scan.names == [], "its making was seen, its closing was not")
        #expect(try #require(scan.again) > .seconds(50))
        close(file)
        #expect(try names(inbox.events()) == ["slow"])
    }

    @Test func linksAndPipesAreCompleteAtOnce() throws {
        let inbox = try Inbox(temporary.spool)
        _ = try scanAll(inbox)
        symlink("/etc/passwd", temporary.at("inbox/link"))
        mkfifo(temporary.at("inbox/pipe"), 0o644)
        #expect(try names(inbox.events()) == ["link", "pipe"])
        try temporary.write("work/.elsewhere", "x")
        link(temporary.at("work/.elsewhere"), temporary.at("inbox/hard"))
        #expect(try inbox.events().isEmpty)
        #expect(inbox.wantsScan, "a hard link gives no close: it is found by a scan")
    }

    /// link(2) and unlink(2), as maildirs do it, waited for a close that never came: 60 s and more.
    @Test func aPostThatCameByLinkWaitedForAClose() throws {
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        _ = try scanAll(inbox)
        try temporary.write("work/.elsewhere", "x")
        link(temporary.at("work/.elsewhere"), temporary.at("inbox/hard"))
        unlink(temporary.at("work/.elsewhere"))
        #expect(try names(inbox.events()) == ["hard"])
    }

    /// O_TMPFILE and linkat(2): the writer closes it after it has its name.
    @Test func anUnnamedFileThatGetsANameIsTakenOnceItIsClosed() throws {
        let inbox = try Inbox(temporary.spool, quiet: .milliseconds(50))
        _ = try scanAll(inbox)
        let file = open(temporary.at("inbox"), O_WRONLY | O_CLOEXEC | 0o20200000, 0o644)
        #expect(file >= 0)
        #expect(write(file, "hello", 5) == 5)
        #expect(
            linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, temporary.at("inbox/tmpfile"), AT_SYMLINK_FOLLOW) == 0)
        usleep(120_000)
        #expect(try inbox.events().isEmpty, "its writer still has it")
        close(file)
        // Programs that other tests start hold a copy for a moment.
        var taken: [Arrival] = []
        for _ in 0..<100 where !names(taken).contains("tmpfile") {
            usleep(60_000)
            // Its close is reported under the name that it had before, `#NUMBER`.
            taken = try inbox.events()
        }
        #expect(names(taken).contains("tmpfile"))
    }

    @Test func timesTellALinkWhereALeaseCannot() throws {
        try temporary.write("work/.elsewhere", "x")
        let written = try temporary.spool.work.status(of: ".elsewhere").orThrow("a status")
        #expect(!written.wasWrittenBeforeItsNameCame)
        usleep(20_000)
        link(temporary.at("work/.elsewhere"), temporary.at("inbox/hard"))
        #expect(try temporary.spool.inbox.status(of: "hard").orThrow("a status").wasWrittenBeforeItsNameCame)
    }

    @Test func watchesNewChannels() throws {
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        _ = try scanAll(inbox)
        #expect(!inbox.wantsScan)
        temporary.makeFolder("inbox/general")
        try temporary.drop("general/early.json")
        #expect(try inbox.events().isEmpty)
        #expect(inbox.wantsScan)
        #expect(try scanAll(inbox).names == ["general/early.json"])
        #expect(!inbox.wantsScan)
        try temporary.drop("general/late.json")
        #expect(try names(inbox.events()) == ["general/late.json"])
    }

    @Test func followsRenamedAndForgetsRemovedChannels() throws {
        temporary.makeFolder("inbox/a")
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        _ = try scanAll(inbox)
        rename(temporary.at("inbox/a"), temporary.at("inbox/b"))
        _ = try inbox.events()
        try temporary.drop("b/post")
        #expect(try names(inbox.events()) == ["b/post"])
        #expect(inbox.channels.keys.sorted() == ["b"])
        unlink(temporary.at("inbox/b/post"))
        rmdir(temporary.at("inbox/b"))
        _ = try inbox.events()
        #expect(inbox.channels.isEmpty)
        #expect(inbox.byWatch.isEmpty)
    }

    @Test func warnsOnceOfFoldersItDoesNotLookInto() throws {
        for folder in ["inbox/bad\nname", "inbox/good", "inbox/good/nested", "inbox/.git", "inbox/new.tmp"] {
            temporary.makeFolder(folder)
        }
        try temporary.drop("good/nested/post")
        try temporary.drop("bad\nname/post")
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        #expect(try scanAll(inbox).names == [])
        let warnings = inbox.takeWarnings()
        #expect(warnings.count == 2)
        #expect(warnings.contains { $0.contains("inbox/bad%0Aname") })
        #expect(warnings.contains { $0.contains("inbox/good/nested") })
        inbox.askForScan()
        _ = try scanAll(inbox)
        #expect(inbox.takeWarnings().isEmpty)
    }

    /// However many folders one producer makes: no more are watched, it is logged once, and other posts come through.
    @Test func foldersBeyondTheLimitAreLeftAlone() throws {
        for number in 0..<Inbox.channelLimit + 50 { temporary.makeFolder("inbox/c\(number)") }
        try temporary.drop("post")
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        let (names, warnings) = (try scanAll(inbox).names, inbox.takeWarnings())
        #expect(names == ["post"])
        #expect(inbox.channels.count == Inbox.channelLimit)
        #expect(warnings.count == 1 && warnings[0].contains("more than \(Inbox.channelLimit) folders"), "\(warnings)")
    }

    /// Anybody in the drop group may make a folder; the posts of the others must not wait for it.
    @Test func folderThatIsClosedToMoongateHoldsUpNothing() throws {
        for name in ["closed", "open"] {
            temporary.makeFolder("inbox/\(name)")
            try temporary.drop("\(name)/post")
        }
        try temporary.drop("post")
        chmod(temporary.at("inbox/open"), 0o777)
        chmod(temporary.at("inbox/closed"), 0)
        defer { chmod(temporary.at("inbox/closed"), 0o755) }
        try temporary.asOrdinaryUser {
            let inbox = try Inbox(temporary.spool, quiet: .zero)
            #expect(try scanAll(inbox).names == ["open/post", "post"])
            #expect(inbox.takeWarnings().filter { $0.contains("chmod g+rwx closed") }.count == 1)
        }
    }

    @Test func channelsThatAreLeftOutGiveNoPosts() throws {
        let clock = TurnedClock()
        let leftOut = ChannelBackOff(now: clock.read)
        temporary.makeFolder("inbox/bad")
        try temporary.drop("bad/old")
        try temporary.drop("good")
        leftOut.pause("bad")
        let inbox = try Inbox(temporary.spool, quiet: .zero, leavingOut: leftOut)
        #expect(try scanAll(inbox).names == ["good"])
        try temporary.drop("bad/new")
        #expect(try inbox.events().isEmpty)
        leftOut.resume("bad")
        inbox.askForScan()
        #expect(try scanAll(inbox).names == ["bad/new", "bad/old", "good"])
        leftOut.pause(nil)
        inbox.askForScan()
        #expect(try scanAll(inbox).names == ["bad/new", "bad/old"], "the inbox itself may be left out too")
    }

    /// Posts cannot be renamed out of it, and each that was tried cost time.
    @Test(.enabled(if: TemporarySpool.canMount, "takes root")) func aChannelOnAnotherMountIsRefused() throws {
        temporary.makeFolder("inbox/mounted")
        try temporary.mounting("inbox/mounted") {
            try temporary.drop("mounted/post")
            try temporary.drop("post")
            let inbox = try Inbox(temporary.spool, quiet: .zero)
            #expect(try scanAll(inbox).names == ["post"])
            #expect(inbox.takeWarnings().count { $0.contains("inbox/mounted is on another file system") } == 1)
        }
    }

    @Test func unfinishedFilesThatAreGoneAreForgotten() throws {
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        let file = open(temporary.at("inbox/slow"), O_WRONLY | O_CREAT, 0o644)
        defer { close(file) }
        _ = try inbox.events()
        _ = try scanAll(inbox)
        #expect(inbox.unfinished.count == 1)
        unlink(temporary.at("inbox/slow"))
        _ = try scanAll(inbox)
        #expect(inbox.unfinished.isEmpty)
    }

    @Test func scansLeaveYoungFiles() throws {
        try temporary.write("inbox/young", "x")
        let inbox = try Inbox(temporary.spool, quiet: .seconds(3))
        let first = try scanAll(inbox)
        #expect(first.names == [])
        let wait = try #require(first.again)
        #expect(wait > .zero)
        #expect(wait <= .seconds(3))
        usleep(UInt32(wait.nanoseconds / 1000) + 20_000)
        inbox.askForScan()
        #expect(try scanAll(inbox).names == ["young"])
    }

    /// A producer can set mtime at will (`cp -p`), not ctime.
    @Test func oldModificationTimeDoesNotMakeYoungFileOld() throws {
        try temporary.write("inbox/old", "x")
        var times = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
        utimensat(AT_FDCWD, temporary.at("inbox/old"), &times, 0)
        let inbox = try Inbox(temporary.spool)
        #expect(try scanAll(inbox).names == [])
    }

    @Test func scansGoOnWhereTheyStopped() throws {
        temporary.makeFolder("inbox/c")
        for number in 0..<500 {
            try temporary.drop("\(number)")
            try temporary.drop("c/\(number)")
        }
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        let found = try scanAll(inbox, upTo: 37)
        #expect(found.names.count == 1000)
        #expect(Set(found.names).count == 1000)
    }

    @Test func lostEventsAskForScan() throws {
        let inbox = try Inbox(temporary.spool, quiet: .zero)
        _ = try scanAll(inbox)
        for number in 0..<20_000 { try temporary.drop("\(number)", "") }
        var seen = Set<String>()
        while true {
            let arrivals = try inbox.events()
            if arrivals.isEmpty { break }
            seen.formUnion(names(arrivals))
        }
        #expect(seen.count < 20_000, "the kernel keeps 16,384 events")
        #expect(inbox.wantsScan)
        #expect(try scanAll(inbox).names.count == 20_000)
        #expect(!inbox.wantsScan)
    }
}
