import Foundation
import Glibc
import JSON
import Spool
import Testing

/// What goes in comes out, where it belongs, unchanged, with the reasons next to it.
@Suite(.serialized, .timeLimit(.minutes(15))) struct PostsTests {
    @Test func postsComeOutWhereTheyBelong() async throws {
        let daemon = try await RunningDaemon()
        let spool = daemon.spool
        try spool.drop("a.json", #"{"id": 7, "title": "hi", "body": "good morning 你好"}"#)
        try spool.drop("b.txt", "please buynow, it is cheap")
        try spool.drop("c.txt", "a hint is not enough here")
        try spool.drop("d.txt", "a hint is enough here", channel: "market")
        try spool.writeInPlace("e.json", #"{"body": "buynow buynow"}"#, channel: "photo")
        try spool.writeInPlace("f.txt", "written in place")
        try spool.drop("g.txt", "this is forbidden")
        try spool.drop("h", "no ending at all")
        try await daemon.waitForFiled(
            "approved/a.json", "flagged/b.txt", "approved/c.txt", "flagged/market/d.txt", "flagged/photo/e.json",
            "approved/f.txt", "rejected/g.txt", "approved/h")
        #expect(spool.isQuiet)
        #expect(spool.text("flagged/b.txt") == "please buynow, it is cheap")
        #expect(spool.text("flagged/photo/e.json") == #"{"body": "buynow buynow"}"#)

        let sidecar = try spool.json("flagged/b.txt.verdict.json")
        let finding = sidecar["findings"]?.array?.first
        #expect(sidecar["outcome"]?.string == "flagged")
        #expect(sidecar["post"]?.string == "b.txt")
        #expect(finding?["rule"]?.string == "buy-now")
        #expect(finding?["file"]?.string == "words.yaml")
        #expect(finding?["line"]?.integer == 1)
        let evidence = finding?["evidence"]?.array?.first
        #expect(evidence?["start"]?.integer == 7)
        #expect(evidence?["end"]?.integer == 13)
        #expect(evidence?["text"]?.string == "buynow")
        #expect(try spool.json("flagged/market/d.txt.verdict.json")["channel"]?.string == "market")
        #expect(try spool.json("rejected/g.txt.verdict.json")["outcome"]?.string == "rejected")
        #expect(spool.files("approved") == ["a.json", "c.txt", "f.txt", "h"])

        let entries = try spool.journal().entries
        #expect(Set(entries.map(\.sequence)).count == 8)
        #expect(entries.count == 8)
        #expect(!entries.contains { String(decoding: $0.bytes, as: UTF8.self).contains("cheap") })
        let status = try await daemon.status()
        #expect(status.code == 0)
        #expect(status.json["posts"]?["approved"]?.integer == 4)
        #expect(status.json["posts"]?["flagged"]?.integer == 3)
        #expect(try await daemon.stop() == .code(0))
    }

    struct NoPost: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let reason: String
        var testDescription: String { name }

        init(_ name: String, _ text: String, _ reason: String) {
            self.init(name, Array(text.utf8), reason)
        }

        init(_ name: String, _ bytes: [UInt8], _ reason: String) {
            (self.name, self.bytes, self.reason) = (name, bytes, reason)
        }
    }

    static let noPosts = [
        NoPost("empty.txt", "", "empty"),
        NoPost("blank.json", " \n\t", "empty"),
        NoPost("broken.json", "{\n  \"body\": \"x\",,\n}", "line 2, column "),
        NoPost("cut.json", "{\"body\": \"x", "line 1"),
        NoPost("list.json", "[1, 2]", "JSON object"),
        NoPost("nothing.json", "{\"id\": 3}", "nothing to judge"),
        NoPost("type.json", "{\"body\": 7}", "body must be a text"),
        NoPost("utf8.txt", [0x61, 0x0A, 0xFF, 0x62], "line 2, column 1: the text is not UTF-8"),
        NoPost("utf8.json", Array("{\"body\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8), "UTF-8"),
        NoPost("utf16le.txt", [0xFF, 0xFE] + "hello".utf8.flatMap { [$0, 0] }, "UTF-16"),
        NoPost("utf16be.json", [0xFE, 0xFF] + #"{"body": "x"}"#.utf8.flatMap { [0, $0] }, "UTF-16"),
        // Without a mark of its byte order.
        NoPost("utf16.txt", "加微信".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, "not UTF-8"),
        NoPost("utf16.json", #"{"body": "x"}"#.utf8.flatMap { [$0, 0] }, "line 1"),
        NoPost("surrogate.json", #"{"body": "\uD800"}"#, "line 1"),
        NoPost("great.txt", [UInt8](repeating: 0x61, count: (1 << 20) + 1), "too large: 1048577 bytes"),
        NoPost(
            "deep.json",
            "{\"body\": \"x\", \"extra\": {\"a\": " + String(repeating: "[", count: 100_000)
                + String(repeating: "]", count: 100_000) + "}}", "deep"),
    ]

    @Test func whatIsNoPostFailsWithAReasonAndUnchanged() async throws {
        let daemon = try await RunningDaemon()
        for one in Self.noPosts { try daemon.spool.drop(one.name, one.bytes) }
        try daemon.spool.drop("limit.txt", [UInt8](repeating: 0x61, count: 1 << 20))
        // English in UTF-16 without its mark is UTF-8 with NULs, which folding takes away.
        try daemon.spool.drop("wide.txt", "buynow".utf8.flatMap { [$0, 0] })
        try await daemon.waitForFiled(
            Self.noPosts.map { "failed/" + $0.name } + ["approved/limit.txt", "flagged/wide.txt"])
        for one in Self.noPosts {
            #expect(daemon.spool.bytes("failed/" + one.name) == one.bytes, "\(one.name)")
            let reason = daemon.spool.text("failed/\(one.name).reason.txt") ?? ""
            #expect(reason.contains(one.reason), "\(one.name): \(reason)")
        }
        #expect(try await daemon.status().json["posts"]?["failed"]?.integer == Self.noPosts.count)
    }

    @Test func collisionsNeverOverwrite() async throws {
        let daemon = try await RunningDaemon()
        for round in 1...3 {
            try daemon.spool.drop("same.txt", "round \(round)")
            try await daemon.waitForFiled(count: round)
        }
        #expect(daemon.spool.files("approved") == ["same.txt", "same~2.txt", "same~3.txt"])
        #expect(daemon.spool.text("approved/same~3.txt") == "round 3")

        for round in 1...2 {
            try daemon.spool.drop("x.txt", "buynow \(round)")
            try await daemon.wait("x") { daemon.spool.files("flagged").count == 2 * round }
        }
        #expect(
            daemon.spool.files("flagged") == ["x.txt", "x.txt.verdict.json", "x~2.txt", "x~2.txt.verdict.json"])
        #expect(daemon.spool.text("flagged/x~2.txt") == "buynow 2")
    }

    @Test func hostileNamesHarmNobody() async throws {
        let daemon = try await RunningDaemon()
        let spool = daemon.spool
        let long = String(repeating: "长", count: 85)  // 255 bytes
        let body = Array("fine".utf8)
        try spool.drop(rawName: [0x61, 0xFF, 0xFE], body)
        try spool.drop(rawName: Array("bell\u{7}\u{1B}[2J.txt".utf8), body)
        try spool.drop(rawName: Array("line\nfeed.txt".utf8), body)
        try spool.drop(rawName: Array("turned\u{202E}txt.exe".utf8), body)
        try spool.drop(rawName: Array(long.utf8), body)
        try spool.drop(rawName: Array("x.verdict.json".utf8), body)
        try spool.drop(rawName: Array("y.reason.txt".utf8), body)
        try spool.drop("-rf", body)
        try spool.drop("~2", body)
        try spool.drop("two words and 'quotes'.txt", body)
        try spool.drop("$(reboot).txt", body)
        try spool.drop("你好.txt", body)
        // In the making: these stay.
        try spool.drop(rawName: Array("later.tmp".utf8), body)
        try spool.drop(rawName: Array("later.part".utf8), body)
        try await daemon.wait("twelve") { spool.filed.count == 12 }
        #expect(
            spool.files("approved")
                == ["$(reboot).txt", "-rf", "two words and 'quotes'.txt", "~2", "你好.txt"])
        let failed = spool.files("failed")
        #expect(failed.count == 14, "\(failed)")
        for name in failed {
            #expect(!name.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E || $0.value == 0xFFFD })
        }
        #expect(failed.contains("bell%07%1B[2J.txt"))
        #expect(failed.contains("a%FF%FE"))
        #expect(failed.contains("x.verdict%2Ejson.reason.txt"))
        #expect(spool.files("inbox") == ["later.part", "later.tmp"])
        // Neither log nor journal nor the command that shows it lets a name act on a terminal.
        let journal = try await moongate(["journal", "--spool", spool.path])
        for text in [journal.output, daemon.log] {
            #expect(!text.unicodeScalars.contains { ($0.value < 0x20 && $0.value != 0x0A) || $0.value == 0x202E })
        }
    }

    @Test func whatIsNoPlainFileFails() async throws {
        let daemon = try await RunningDaemon()
        let spool = daemon.spool
        let secret = daemon.folder.at("secret")
        try Data("root:x:0:0".utf8).write(to: URL(fileURLWithPath: secret))
        #expect(symlink(secret, spool.at("inbox/link.txt")) == 0)
        #expect(symlink("/dev/zero", spool.at("inbox/endless")) == 0)
        #expect(symlink("nowhere", spool.at("inbox/dangling")) == 0)
        #expect(mkfifo(spool.at("inbox/pipe"), 0o666) == 0)
        // A socket, as somebody binds it; by a short path, because such addresses are.
        let socket = UnixSocket(SOCK_STREAM)
        try socket.bind(to: daemon.folder.at("s"))
        #expect(rename(daemon.folder.at("s"), spool.at("inbox/socket")) == 0)
        // Devices take root: 1,3 is /dev/null, 1,5 /dev/zero, 7,0 a disk.
        let devices = [
            ("null", S_IFCHR, dev_t(0x103)), ("zero", S_IFCHR, dev_t(0x105)), ("disk", S_IFBLK, dev_t(0x700)),
        ]
        .filter { mknod(spool.at("inbox/" + $0.0), $0.1 | 0o666, $0.2) == 0 }.map(\.0)
        if getuid() != 0 { #expect(devices.isEmpty) }
        #expect(mkdir(spool.at("inbox/folder"), 0o770) == 0)
        #expect(mkdir(spool.at("inbox/folder/deeper"), 0o770) == 0)
        try spool.drop("post.txt", "inside", channel: "folder")
        let count = 5 + devices.count
        try await daemon.wait("those that failed") { spool.files("failed").count == 2 * count }
        try await daemon.waitForFiled("approved/folder/post.txt")
        #expect(spool.text("failed/link.txt.reason.txt")?.contains("symbolic link") == true)
        #expect(spool.text("failed/pipe.reason.txt")?.contains("only plain files are posts") == true)
        #expect(spool.text("failed/socket.reason.txt")?.contains("only plain files are posts") == true)
        for device in devices {
            #expect(spool.text("failed/\(device).reason.txt")?.contains("only plain files are posts") == true)
        }
        // What the link leads to was neither read nor moved.
        #expect(FileManager.default.fileExists(atPath: secret))
        #expect(
            try spool.journal().entries.allSatisfy { !String(decoding: $0.bytes, as: UTF8.self).contains("root:x") })
        #expect(try await daemon.status().code == 0)
    }

    /// A file with another name elsewhere is a post like any other; what its other name is used for later changes what is
    /// filed no more than a consumer could.
    @Test func hardLinksArePosts() async throws {
        let daemon = try await RunningDaemon()
        let spool = daemon.spool
        let kept = daemon.folder.at("kept")
        try Data("buynow from here".utf8).write(to: URL(fileURLWithPath: kept))
        #expect(link(kept, spool.at("inbox/one.txt")) == 0)
        #expect(link(kept, spool.at("inbox/two.txt")) == 0)
        try await daemon.waitForFiled("flagged/one.txt", "flagged/two.txt")
        #expect(spool.text("flagged/one.txt") == "buynow from here")
        #expect(spool.text("flagged/two.txt") == "buynow from here")
        #expect(FileManager.default.contents(atPath: kept) == Data("buynow from here".utf8))
        #expect(try await daemon.stop() == .code(0))
        // Both are one file, so one inode in the journal: each has its verdict all the same.
        #expect(try spool.journal().entries.count { $0.event.kind == "verdict" && $0.outcome == "flagged" } == 2)
        daemon.spool.expectNoStrays()
    }

    @Test func daysAndSidecarsAsAsked() async throws {
        let daemon = try await RunningDaemon(arguments: [
            "--layout", "by-day", "--sidecars", "all", "--durability", "strict", "--max-post-size", "100",
        ])
        try daemon.spool.drop("a.txt", "fine", channel: "c")
        try daemon.spool.drop("b.txt", String(repeating: "x", count: 101))
        try await daemon.waitForFiled(count: 2)
        let approved = daemon.spool.files("approved")
        #expect(approved.count == 2 && approved[0].wholeMatch(of: /20\d\d-\d\d-\d\d\/c\/a\.txt/) != nil, "\(approved)")
        #expect(approved[1] == approved[0] + ".verdict.json")
        #expect(daemon.spool.files("failed") == ["b.txt", "b.txt.reason.txt"])
    }

    @Test func onceEmptiesTheInboxAndEnds() async throws {
        let daemon = try await RunningDaemon(arguments: ["--once"], waits: false) { folder in
            let spool = SpoolView(path: folder.at("spool"))
            try FileManager.default.createDirectory(
                atPath: spool.at("inbox"), withIntermediateDirectories: true)
            for number in 0..<300 {
                try spool.drop("\(number).txt", "post \(number)", channel: number % 2 == 0 ? "c" : nil)
            }
        }
        #expect(try await daemon.program.end() == .code(0))
        #expect(daemon.spool.files("approved").count == 300)
        #expect(daemon.spool.isQuiet)
        try await daemon.start(waits: false)
        #expect(try await daemon.program.end() == .code(0))
    }
}
