import Foundation
import Glibc
import JSON
import Moderation
import Spool
import Testing

/// Producers are other users, and the daemon is no root.
@Suite(.serialized, .timeLimit(.minutes(15)), .enabled(if: canBeOtherUsers, "takes root and setpriv(1)"))
struct UsersTests {
    static let daemonUser: UInt32 = 65534
    static let producer: UInt32 = 64999
    static let dropGroup: UInt32 = 64998

    /// The daemon as its own user, in the drop group, on a spool that belongs to it.
    private static func daemon() async throws -> RunningDaemon {
        let wrapper = become(daemonUser, groups: dropGroup)
        return try await RunningDaemon(wrappedIn: wrapper) { folder in
            let spool = folder.at("spool")
            #expect(mkdir(spool, 0o755) == 0)
            #expect(mkdir(spool + "/inbox", 0o770) == 0)
            #expect(chown(spool, daemonUser, daemonUser) == 0)
            #expect(chown(spool + "/inbox", daemonUser, dropGroup) == 0)
            #expect(chmod(spool + "/inbox", 0o2770) == 0)
        }
    }

    private static func become(_ user: UInt32, groups: UInt32) -> [String] {
        ["setpriv", "--reuid", "\(user)", "--regid", "\(user)", "--groups", "\(groups)", "--"]
    }

    private static func shell(_ script: String, as user: UInt32, groups: UInt32) async throws -> Finished {
        try await moongate(become(user, groups: groups) + ["sh", "-c", script], asIs: true)
    }

    /// `sudo moongate decide` while the service is stopped: what it wrote was root's, and nothing was learned any more.
    @Test func whatRootWritesIntoAStoppedSpoolIsItsOwners() async throws {
        let daemon = try await Self.daemon()
        for name in ["a.txt", "b.txt"] { try daemon.spool.drop(name, Array("buynow \(name)".utf8), mode: 0o644) }
        try await daemon.waitForFiled("flagged/a.txt", "flagged/b.txt")
        #expect(try await daemon.stop() == .code(0))
        let spool = ["--spool", daemon.spool.path, "--rules", daemon.rules]
        let decided = try await moongate(["decide"] + spool + ["flagged/a.txt", "approve"])
        #expect(decided.code == 0, "\(decided.errors)")
        try daemon.spool.drop("c.txt", Array("hello".utf8), mode: 0o644)
        let once = try await moongate(["run", "--once"] + spool)
        #expect(once.code == 0, "\(once.errors)")
        // The posts are root's because this test dropped them.
        let places = ["labelled", "journal", "state", "lock"].map(daemon.spool.at)
        let found = try await moongate(["find"] + places + ["-user", "root"], asIs: true)
        #expect(found.output == "")
        try await daemon.start()
        #expect(try await daemon.status().code == 0)
    }

    /// Root's files from before: that nothing is learned was said in the log alone.
    @Test func whatCannotBeLearnedIsAProblemInStatus() async throws {
        let daemon = try await Self.daemon()
        try daemon.spool.drop("a.txt", Array("buynow".utf8), mode: 0o644)
        try await daemon.waitForFiled("flagged/a.txt")
        #expect(try await daemon.stop() == .code(0))
        let spool = ["--spool", daemon.spool.path, "--rules", daemon.rules]
        #expect(try await moongate(["decide"] + spool + ["flagged/a.txt", "approve"]).code == 0)
        for name in daemon.spool.files("labelled") { chown(daemon.spool.at("labelled/" + name), 0, 0) }
        try await daemon.start()
        try await daemon.wait("the problem") {
            let problems = try await daemon.status().json["problems"]?.array ?? []
            return problems.contains { $0["step"]?.string == "learning from decisions" }
        }
    }

    @Test func anotherUserDropsThroughTheGroup() async throws {
        let daemon = try await Self.daemon()
        let inbox = daemon.spool.at("inbox")
        let dropped = try await Self.shell(
            """
            cd '\(inbox)' && umask 027
            echo 'buynow' > .a && mv .a group.txt
            echo 'hello' > .b && chmod 600 .b && mv .b private.txt
            echo 'hello' > .c && chmod 640 .c && chgrp \(Self.producer) .c && mv .c "it's another group.txt"
            """, as: Self.producer, groups: Self.dropGroup)
        #expect(dropped.code == 0, "\(dropped.errors)")
        try await daemon.waitForFiled("flagged/group.txt", "failed/private.txt", "failed/it's another group.txt")
        let reason = daemon.spool.text("failed/private.txt.reason.txt") ?? ""
        #expect(reason.contains("chmod g+r private.txt"), "\(reason)")
        #expect(reason.contains("its mode is 0600"), "\(reason)")
        let quoted = daemon.spool.text("failed/it's another group.txt.reason.txt") ?? ""
        #expect(quoted.contains(#"chmod g+r 'it'\''s another group.txt'"#), "\(quoted)")
        #expect(try await daemon.status().code == 0)
        // Still the producer's, as it was.
        var found = stat()
        #expect(stat(daemon.spool.at("failed/private.txt"), &found) == 0)
        #expect(found.st_uid == Self.producer)
        #expect(found.st_mode & 0o777 == 0o600)
    }

    @Test func producersSeeNeitherPostsNorRecord() async throws {
        let daemon = try await Self.daemon()
        try daemon.spool.drop("a.txt", Array("buynow".utf8), mode: 0o644)
        try await daemon.waitForFiled("flagged/a.txt")
        for folder in ["flagged", "approved", "failed", "journal", "state", "work"] {
            let listing = try await Self.shell(
                "ls '\(daemon.spool.at(folder))'", as: Self.producer, groups: Self.dropGroup)
            #expect(listing.code != 0, "\(folder)")
        }
        let status = try await moongate(
            Self.become(Self.producer, groups: Self.dropGroup)
                + [Program.moongate, "status", "--spool", daemon.spool.path], asIs: true)
        #expect(status.code == 69, "\(status.errors)")
        #expect(status.errors.contains("Permission denied"), "\(status.errors)")
        // A user outside the group cannot drop posts.
        let stranger = try await Self.shell("echo x > '\(daemon.spool.at("inbox/x"))'", as: 64997, groups: 64997)
        #expect(stranger.code != 0)
    }

    /// `--by` is what people claim; the journal also records the user that the kernel reports.
    @Test func aDecisionSaysWhoReallySpoke() async throws {
        let daemon = try await Self.daemon()
        for name in ["a.txt", "b.txt", "c.txt"] { try daemon.spool.drop(name, Array("buynow".utf8), mode: 0o644) }
        try await daemon.waitForFiled("flagged/a.txt", "flagged/b.txt", "flagged/c.txt")
        let words = [Program.moongate, "decide", "--spool", daemon.spool.path, "--by", "mira"]
        func decide(_ name: String, as user: UInt32?) async throws {
            let wrapper = user.map { Self.become($0, groups: $0) } ?? []
            let finished = try await moongate(wrapper + words + ["flagged/" + name, "reject"], asIs: true)
            #expect(finished.code == 0, "\(finished.errors)")
        }
        try await decide("a.txt", as: nil)
        try await decide("b.txt", as: Self.daemonUser)
        // A user who may not write to the socket cannot decide anything.
        var found = stat()
        #expect(stat(daemon.spool.at("control.sock"), &found) == 0)
        #expect(found.st_mode & 0o7777 == 0o660)
        let stranger = try await moongate(
            Self.become(Self.producer, groups: Self.dropGroup) + words + ["flagged/c.txt", "approve"], asIs: true)
        #expect(stranger.code == 69, "\(stranger)")
        // And with the daemon stopped.
        try await daemon.stop()
        try await decide("c.txt", as: Self.daemonUser)
        let decisions = try daemon.spool.journal().entries.filter { $0.event.kind == "decision" }
        let name = getpwuid(Self.daemonUser).map { String(cString: $0.pointee.pw_name) } ?? "65534"
        #expect(decisions.map(\.post) == ["a.txt", "b.txt", "c.txt"])
        #expect(decisions.allSatisfy { $0.event.decision?.by == "mira" })
        #expect(decisions.map(\.event.decision?.user) == ["root", name, name])
        let shown = try await moongate(["journal", "--spool", daemon.spool.path])
        #expect(shown.output.contains("reject by mira (user \(name))"), "\(shown.output)")
    }

    /// Each post of it cost a worker 0.2 s, with good posts of the batch in its hands, and all came back each second.
    @Test func aStickyChannelDelaysNobody() async throws {
        let daemon = try await Self.daemon()
        let bad = daemon.spool.at("inbox/bad")
        #expect(
            try await Self.shell(
                "umask 007 && mkdir '\(bad)' && cd '\(bad)' && chmod 3777 . && for i in $(seq 300); do echo x > $i; done",
                as: Self.producer, groups: Self.dropGroup
            ).code == 0)
        try await daemon.wait("the trouble") { try await Self.problems(daemon).contains { $0.contains("inbox/bad") } }
        var delays: [TimeInterval] = []
        for number in 0..<9 {
            let dropped = Date()
            try daemon.spool.drop("good\(number).txt", Array("hello".utf8), mode: 0o644)
            try await daemon.waitForFiled("approved/good\(number).txt")
            delays.append(Date().timeIntervalSince(dropped))
            try await Task.sleep(for: .milliseconds(300))
        }
        // The median: the machine may be busy with something else for a moment.
        #expect(delays.sorted()[4] < 1, "\(delays)")
        #expect(daemon.log.components(separatedBy: "taking posts from the inbox failed").count == 2, "\(daemon.log)")
        #expect(daemon.log.contains("chmod -t inbox/bad"))
        // The producer does as it says.
        #expect(chmod(bad, 0o2777) == 0)
        try await daemon.waitForFiled(count: 309)
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
    }

    private static func problems(_ daemon: RunningDaemon) async throws -> [String] {
        (try await daemon.status().json["problems"]?.array ?? []).map {
            ($0["step"]?.string ?? "") + ": " + ($0["problem"]?.string ?? "")
        }
    }

    /// A consumer made it, for itself alone. It took a worker, two took both, and a restart ended with 74.
    @Test func aClosedOutcomeFolderDelaysItsOwnPostsOnly() async throws {
        let daemon = try await Self.daemon()
        let closed = daemon.spool.at("approved/market")
        #expect(mkdir(closed, 0o755) == 0)
        #expect(chown(closed, 64997, 64997) == 0)
        let channel = daemon.spool.at("inbox/market")
        #expect(mkdir(channel, 0o770) == 0)
        #expect(chown(channel, Self.daemonUser, Self.dropGroup) == 0)
        var names: [String] = []
        for number in 0..<150 {
            names.append("m\(number).txt")
            try daemon.spool.drop(names[number], Array("hello".utf8), channel: "market", mode: 0o644)
        }
        try await daemon.wait("the trouble") {
            try await Self.problems(daemon).contains { $0.contains("filing posts (approved/market)") }
        }
        try daemon.spool.drop("a.txt", Array("hello".utf8), mode: 0o644)
        try await daemon.waitForFiled("approved/a.txt")
        // Also after a restart, which finds them in work/.
        #expect(try await daemon.stop() == .code(0))
        try await daemon.start()
        try daemon.spool.drop("b.txt", Array("hello".utf8), mode: 0o644)
        try await daemon.waitForFiled("approved/b.txt")
        #expect(try await Self.problems(daemon).contains { $0.contains("filing posts (approved/market)") })
        #expect(chown(closed, Self.daemonUser, Self.daemonUser) == 0)
        try await daemon.waitForFiled(names.map { "approved/market/" + $0 })
        try await daemon.wait("all well again") { try await daemon.status().code == 0 }
        #expect(try daemon.spool.journal().entries.count == 152, "one verdict each")
    }

    /// Without a keeper there were no checkpoints, without a control thread no answers, and no line said so.
    @Test(.enabled(if: Program.find("prlimit") != nil, "takes prlimit(1)"), arguments: [4, 5, 6, 7])
    func aThreadThatCannotBeStartedIsAnErrorAtStart(_ limit: Int) async throws {
        // A user of its own, of whom nothing else runs.
        let user = Self.daemonUser - 20 - UInt32(limit)
        let folder = try TemporaryFolder()
        #expect(chmod(folder.path, 0o755) == 0)
        try RunningDaemon.write(RunningDaemon.smallRules, to: folder.at("rules"))
        #expect(mkdir(folder.at("spool"), 0o755) == 0)
        #expect(chown(folder.at("spool"), user, user) == 0)
        let finished = try await moongate(
            Self.become(user, groups: Self.dropGroup)
                + [
                    "prlimit", "--nproc=\(limit):\(limit)", "--", Program.moongate, "run", "--workers", "2", "--spool",
                    folder.at("spool"), "--rules", folder.at("rules"),
                ], asIs: true)
        #expect(finished.code == 74, "\(finished)")
        #expect(finished.errors.contains("raise TasksMax="), "\(finished.errors)")
    }

    /// A channel that a producer closed to everybody else holds up nobody.
    @Test func aClosedChannelHoldsUpNobody() async throws {
        let daemon = try await Self.daemon()
        let script =
            "cd '\(daemon.spool.at("inbox"))' && mkdir closed && echo x > closed/x && chmod 700 closed && umask 007 && mkdir open && echo hello > open/y"
        #expect(try await Self.shell(script, as: Self.producer, groups: Self.dropGroup).code == 0)
        try await daemon.waitForFiled("approved/open/y")
        try await daemon.wait("a warning") { daemon.log.contains("chmod g+rwx closed") }
        #expect(try await daemon.status().json["problems"]?.array == [])
    }
}
