import Files
import Glibc
import Moderation
import Testing

@testable import Spool

@Suite struct ArchiveTests {
    let temporary: TemporarySpool
    let archive: Archive
    init() throws {
        temporary = try TemporarySpool()
        archive = try Archive(temporary.spool)
    }

    private static let noon = Instant(seconds: 1_795_000_000)

    private func post(_ number: Int, _ text: String = "hello", day: Int = 0) -> ArchivedPost {
        let at = Instant(microseconds: Self.noon.microseconds + Int64(day) * 86_400_000_000)
        return ArchivedPost(
            sequence: UInt64(number), name: "p\(number).json", channel: number % 2 == 0 ? "market" : nil,
            receivedAt: at,
            decidedAt: at, outcome: .flagged, score: 4.5, ruleset: "abc", rules: ["a-rule"], bytes: Array(text.utf8))
    }

    private func read(since: Instant? = nil, newest: Int? = nil) throws -> (names: [String], damaged: Int) {
        var reader = try ArchiveReader(spool: temporary.path, since: since, newest: newest)
        var names: [String] = []
        var damagedLines = 0
        while let block = try reader.next() {
            let (posts, damaged) = block.posts()
            names += posts.map(\.name)
            damagedLines += damaged
        }
        return (names, reader.damagedBytes + damagedLines)
    }

    private static func frames(_ bytes: [UInt8]) -> (count: Int, damagedBytes: Int) {
        var frames = ArchiveFrames(bytes)
        var count = 0
        while frames.next() != nil { count += 1 }
        return (count, frames.damagedBytes)
    }

    private var parts: [String] { get throws { try temporary.names("archive").sorted() } }

    @Test func givesBackWhatWasKept() throws {
        let strange = ArchivedPost(
            sequence: 7, name: "päst \"7\".json", channel: "chat", receivedAt: Self.noon, decidedAt: Self.noon,
            outcome: .rejected, score: -1.25, ruleset: "00ff", rules: ["a", "b"], bytes: [0xFF, 0x00, 0x0A, 0x22, 0xC3])
        try archive.append([post(1, "{\"body\":\"a\\nb 加微信 \u{7F}\"}\n"), strange])
        var reader = try ArchiveReader(spool: temporary.path)
        let posts = try #require(try reader.next()).posts().posts
        #expect(posts.count == 2)
        #expect(String(decoding: posts[0].bytes, as: UTF8.self) == "{\"body\":\"a\\nb 加微信 \u{7F}\"}\n")
        let back = posts[1]
        #expect(back.bytes == strange.bytes)
        #expect(back.name == strange.name)
        #expect(back.channel == "chat")
        #expect(back.receivedAt == strange.receivedAt)
        #expect(back.outcome == .rejected)
        #expect(back.score == -1.25)
        #expect(back.rules == ["a", "b"])
        #expect(back.ruleset == "00ff")
        #expect(back.digest == strange.digest)
        #expect(try reader.next() == nil)
    }

    @Test func daysHaveFilesOfTheirOwn() throws {
        try archive.append([post(1), post(2, day: 1), post(3, day: 1)])
        try archive.append([post(4, day: 1)])
        #expect(try parts.count == 2)
        #expect(try read().names == ["p1.json", "p2.json", "p3.json", "p4.json"])
        let later = Instant(microseconds: Self.noon.microseconds + 3_600_000_000)
        #expect(try read(since: later).names == ["p2.json", "p3.json", "p4.json"])
    }

    @Test func theNewestPostsAreTheLast() throws {
        for batch in 0..<3 { try archive.append((0..<4).map { post(batch * 4 + $0, day: batch / 2) }) }
        let all = (0..<12).map { "p\($0).json" }
        for count in [0, 1, 3, 4, 5, 8, 11, 12, 40] {
            #expect(try read(newest: count).names == Array(all.suffix(count)), "the newest \(count)")
        }
    }

    @Test func goesOnBehindWhatAnEarlierProcessWrote() throws {
        try archive.append([post(1)])
        try Archive(temporary.spool).append([post(2)])
        #expect(try read().names == ["p1.json", "p2.json"])
        #expect(try parts.count == 1)
    }

    /// A crash tears the last frame; the next process appends behind it.
    @Test(arguments: [1, 3, 4, 5, 17, 40])
    func aTornFrameIsPassedOver(left: Int) throws {
        try archive.append([post(1)])
        let name = "archive/" + (try parts[0])
        let whole = try #require(temporary.bytes(name))
        try archive.append([post(2, String(repeating: "x 加", count: 300))])
        truncate(temporary.at(name), off_t(whole.count + left))
        try Archive(temporary.spool).append([post(3), post(4)])
        let (names, damaged) = try read()
        #expect(names == ["p1.json", "p3.json", "p4.json"])
        #expect(damaged == left)
    }

    @Test func everyFlippedByteCostsOneFrameAtMost() throws {
        for number in 1...3 { try archive.append([post(number, "some text \(number)")]) }
        let name = "archive/" + (try parts[0])
        let whole = try #require(temporary.bytes(name))
        for at in whole.indices {
            var broken = whole
            broken[at] ^= 0x55
            let (count, damaged) = Self.frames(broken)
            #expect(count >= 2, "byte \(at)")
            #expect(damaged > 0 || count == 3)
        }
    }

    @Test(arguments: [
        [], Array("not an archive at all".utf8), ZstdFrame.magic, ZstdFrame.magic + ZstdFrame.magic + [0, 0, 0],
        [UInt8](repeating: 0x28, count: 5000),
    ])
    func nonsenseHoldsNothing(bytes: [UInt8]) {
        #expect(Self.frames(bytes) == (0, bytes.count))
    }

    @Test func aSmallFrameThatSaysItIsGreatIsNotOpened() throws {
        let zeros = [UInt8](repeating: 0, count: ZstdFrame.sizeLimit + 1)
        let bomb = try #require(ZstdFrame.compress(zeros))
        #expect(bomb.count < 100_000)
        #expect(ZstdFrame.decompress(bomb[...]) == nil)
        #expect(Self.frames(bomb) == (0, bomb.count))
    }

    @Test(arguments: [
        "", "{}", "[]", "{\"seq\":1}",
        "{\"seq\":-1,\"post\":\"p\",\"outcome\":\"approved\",\"score\":1,\"content\":\"x\"}",
        "{\"seq\":1,\"post\":\"p\",\"outcome\":\"maybe\",\"score\":1,\"received_at\":\"2026-11-24\",\"decided_at\":\"2026-11-24\",\"content\":\"x\"}",
        "{\"seq\":1,\"post\":\"p\",\"outcome\":\"approved\",\"score\":1,\"received_at\":\"2026-11-24\",\"decided_at\":\"2026-11-24\",\"content_hex\":\"0g\"}",
        "{\"seq\":1,\"post\":\"p\",\"outcome\":\"approved\",\"score\":1,\"received_at\":\"2026-11-24\",\"decided_at\":\"2026-11-24\",\"rules\":[1],\"content\":\"x\"}",
    ])
    func linesThatAreNonePassOver(line: String) {
        let block = ArchiveBlock(bytes: Array((line + "\n").utf8), since: nil)
        let (posts, damaged) = block.posts()
        #expect(posts.isEmpty)
        #expect(damaged == line.utf8.count)
    }

    @Test func otherFilesAreLeftAlone() throws {
        try archive.append([post(1)])
        for name in ["notes.txt", "2026-13-01-0001.jsonl.zst", "2026-11-24.jsonl.zst", "2026-11-24-00x1.jsonl.zst"] {
            try temporary.write("archive/" + name, "mine")
        }
        temporary.makeFolder("archive/2026-11-24-0009.jsonl.zst")
        symlink("/etc/passwd", temporary.at("archive/2026-11-24-0002.jsonl.zst"))
        #expect(try read().names == ["p1.json"])
        try archive.dropOld(days: 1, size: 0, now: Instant(seconds: 4_000_000_000))
        #expect(try parts.contains("notes.txt"))
    }

    @Test func oldDaysAndTooMuchGo() throws {
        for day in 0..<4 { try archive.append([post(day, day: day)]) }
        let now = Instant(microseconds: Self.noon.microseconds + 3 * 86_400_000_000)
        #expect(try archive.dropOld(days: 2, size: 1 << 30, now: now) == .init(old: 1, tooMuch: 0))
        #expect(try read().names == ["p1.json", "p2.json", "p3.json"])
        let last = try #require(temporary.bytes("archive/" + parts[2])).count
        #expect(try archive.dropOld(days: 30, size: last, now: now) == .init(old: 0, tooMuch: 2))
        #expect(try read().names == ["p3.json"])
        // What was open may be gone: writing goes on.
        #expect(try archive.dropOld(days: 30, size: 0, now: now) == .init(old: 0, tooMuch: 1))
        try archive.append([post(9, day: 3)])
        #expect(try read().names == ["p9.json"])
    }

    /// Parts are cut by what the archive may take, so that what is too much goes bit by bit: also where many posts come
    /// at once.
    @Test(arguments: [1, 30]) func aSmallArchiveKeepsMostOfItself(_ atOnce: Int) throws {
        let size = 1 << 20
        var random = SystemRandomNumberGenerator()
        for first in stride(from: 0, to: 30, by: atOnce) {
            let posts = (first..<first + atOnce).map { number in
                // Noise, which does not compress.
                let noise = (0..<100_000).map { _ in
                    Character(Unicode.Scalar(UInt8.random(in: 0x30...0x7A, using: &random)))
                }
                return post(number, String(noise))
            }
            try archive.append(ArchiveLines(posts), size: size)
            try archive.dropOld(days: 30, size: size, now: Self.noon)
        }
        let names = try read().names
        #expect(names.last == "p29.json", "\(names)")
        #expect(names.count > 8, "\(names)")
        #expect(try parts.reduce(0) { try $0 + #require(temporary.bytes("archive/" + $1)).count } <= size)
    }

    @Test func forgetsPostsAndWhatIsDamaged() throws {
        try archive.append([post(1, "keep"), post(2, "author 17"), post(3, "keep", day: 1)])
        try archive.append([post(4, "author 17", day: 2)])
        let names = try parts
        let forgotten = try archive.forget { String(decoding: $0.bytes, as: UTF8.self).contains("author 17") }
        #expect(forgotten == Archive.Forgotten(posts: 2, damagedBytes: 0))
        #expect(try read().names == ["p1.json", "p3.json"])
        #expect(try parts == Array(names.prefix(2)))
        // The part that was open was rewritten: what comes now must not go into the old file.
        try archive.append([post(5, day: 2), post(6, day: 1)])
        #expect(try read().names == ["p1.json", "p3.json", "p6.json", "p5.json"])

        let path = "archive/" + names[0]
        try temporary.writeBytes(path, try #require(temporary.bytes(path)) + [0x28, 0xB5, 0x2F, 0xFD, 1, 2, 3])
        #expect(try archive.forget { _ in false } == Archive.Forgotten(posts: 0, damagedBytes: 7))
        #expect(try read().damaged == 0)
    }

    @Test func tooGreatPostsAreLeftOut() throws {
        try archive.append([
            post(1, String(repeating: "x", count: Archive.postLimit + 1)),
            post(2, String(repeating: "\u{1}", count: Archive.postLimit)), post(3),
        ])
        #expect(try read().names == ["p2.json", "p3.json"])
    }

    /// Frames end at lines, whatever their length, and hold all of them in order.
    @Test func muchGoesIntoSeveralFrames() throws {
        var lines = ArchiveLines((0..<30).map { post($0, String(repeating: "\"加\n", count: 50_000 + $0)) })
        lines.append(ArchiveLines([post(30), post(31, day: 1)]))
        lines.append(ArchiveLines([post(32, day: 1)]))
        #expect(lines.count == 33)
        #expect(lines.size > 2 * Archive.blockLimit)
        try archive.append(lines)
        let (names, damaged) = try read()
        #expect(names == (0...32).map { "p\($0).json" })
        #expect(damaged == 0)
        let bytes = try #require(temporary.bytes("archive/" + parts[0]))
        #expect(Self.frames(bytes).count > 1)
        #expect(try parts.count == 2)
    }

    @Test func anArchiveThatIsNotThereIsEmpty() throws {
        rmdir(temporary.at("archive"))
        #expect(try read().names == [])
    }
}

extension Archive {
    fileprivate func append(_ posts: [ArchivedPost]) throws { try append(ArchiveLines(posts)) }
}

extension TemporarySpool {
    fileprivate func bytes(_ relative: String) -> [UInt8]? {
        let file = open(at(relative), O_RDONLY | O_NOFOLLOW)
        guard file >= 0 else { return nil }
        return try? OpenFile(owning: file, path: relative).read(limit: 1 << 26)
    }

    fileprivate func writeBytes(_ relative: String, _ bytes: [UInt8]) throws {
        let file = open(at(relative), O_WRONLY | O_CREAT | O_TRUNC, 0o640)
        guard file >= 0 else { throw SpoolProblem("open", relative, errno: errno) }
        try OpenFile(owning: file, path: relative).write(bytes, at: 0)
    }
}
