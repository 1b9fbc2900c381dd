import Files
import Glibc
import Moderation
import Testing

@testable import Spool

/// What plugins remember, kept once a day next to the archive.
@Suite struct MemoryCopiesTests {
    let temporary: TemporarySpool
    let archive: Archive

    private static let noon = Instant(seconds: 1_795_000_000)

    private static func day(_ number: Int, hours: Int = 0) -> Instant {
        Instant(microseconds: noon.microseconds + (Int64(number) * 24 + Int64(hours)) * 3_600_000_000)
    }

    init() throws {
        temporary = try TemporarySpool()
        archive = try Archive(temporary.spool)
        for folder in ["state/memory", "state/memory/two.parts"] { temporary.makeFolder(folder) }
        try temporary.write("state/memory/one", "first")
        try temporary.write("state/memory/two", "head")
        try temporary.write("state/memory/two.parts/a1", "part")
    }

    /// As the daemon does it: a new file in place of the old one.
    private func replace(_ name: String, _ text: String) throws {
        try temporary.spool.state.folder("memory", making: 0o700)?.replace(name, with: Array(text.utf8), .none)
    }

    private var kept: [ArchivedMemory] { get throws { try ArchivedMemory.all(inSpool: temporary.path) } }

    private func text(_ memory: ArchivedMemory, _ name: String) -> String? {
        temporary.text("archive/memory/\(memory.at.rfc3339)/\(name)")
    }

    @Test func isKeptOnceADayAndStaysAsItWas() throws {
        #expect(try kept.isEmpty)
        try archive.keepMemory(at: Self.day(0))
        try replace("one", "second")
        try archive.keepMemory(at: Self.day(0, hours: 3))
        try archive.keepMemory(at: Self.day(1))
        let copies = try kept
        #expect(copies.map(\.at) == [Self.day(0), Self.day(1)])
        #expect(copies.map { text($0, "one") } == ["first", "second"])
        #expect(copies.map { text($0, "two.parts/a1") } == ["part", "part"])
        // A clock that was set back makes no second copy of an earlier day.
        try archive.keepMemory(at: Self.day(-2))
        #expect(try kept.count == 2)
    }

    /// Of what did not change there is one file, whatever the number of copies.
    @Test func whatDidNotChangeTakesNoRoom() throws {
        for day in 0..<3 { try archive.keepMemory(at: Self.day(day)) }
        var status = stat()
        #expect(stat(temporary.at("state/memory/two"), &status) == 0)
        #expect(status.st_nlink == 4)
    }

    @Test func aCopyThatWasNotFinishedIsNone() throws {
        temporary.makeFolder("archive/memory")
        temporary.makeFolder("archive/memory/.unfinished")
        try temporary.write("archive/memory/.unfinished/one", "half")
        #expect(try kept.isEmpty)
        try archive.keepMemory(at: Self.day(0))
        #expect(try kept.count == 1)
        #expect(try temporary.names("archive/memory").allSatisfy { !$0.hasPrefix(".") })
    }

    @Test func oldCopiesGoAndAllTakeAQuarterAtTheMost() throws {
        for day in 0..<4 {
            try replace("one", String(repeating: "\(day)", count: 1000))
            try archive.keepMemory(at: Self.day(day))
        }
        try archive.dropOld(days: 2, size: 1 << 30, now: Self.day(3))
        #expect(try kept.map(\.at) == [1, 2, 3].map { Self.day($0) })
        // Two of them are 2,008 bytes.
        try archive.dropOld(days: 30, size: 4 * 2500, now: Self.day(3))
        #expect(try kept.map(\.at) == [2, 3].map { Self.day($0) })
        try archive.dropOld(days: 30, size: 0, now: Self.day(3))
        #expect(try kept.isEmpty)
        #expect(temporary.text("state/memory/two.parts/a1") == "part")
    }

    @Test func isForgottenWhole() throws {
        for day in 0..<2 { try archive.keepMemory(at: Self.day(day)) }
        try archive.forgetMemory()
        #expect(try kept.isEmpty)
        #expect(temporary.text("state/memory/one") == "first")
        // The next one is of what is remembered from now on.
        try archive.keepMemory(at: Self.day(1, hours: 2))
        #expect(try kept.map(\.at) == [Self.day(1, hours: 2)])
    }
}
