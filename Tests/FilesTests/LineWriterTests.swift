import Files
import Foundation
import Glibc
import Synchronization
import Testing

/// Into a pipe that nobody reads until the test does.
@Suite struct LineWriterTests {
    private final class Pipe {
        let (reading, writing): (Int32, Int32)

        init() {
            var ends: [Int32] = [-1, -1]
            pipe(&ends)
            (reading, writing) = (ends[0], ends[1])
        }

        deinit { close(reading) }

        /// What is there, at least something.
        func readSome() -> String {
            var piece = [UInt8](repeating: 0, count: 4096)
            let got = Glibc.read(reading, &piece, piece.count)
            return String(decoding: piece[..<max(0, got)], as: UTF8.self)
        }

        /// What comes until `count` bytes are there.
        func read(_ count: Int) -> String {
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 65_536)
            while bytes.count < count {
                let got = Glibc.read(reading, &piece, min(piece.count, count - bytes.count))
                guard got > 0 else { break }
                bytes += piece[..<got]
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    private func poll(_ pipe: Pipe) -> Bool {
        var wait = pollfd(fd: pipe.reading, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&wait, 1, 100) > 0
    }

    private final class Heard: Sendable {
        let began = Atomic<Int>(0)
        let dropped = Atomic<Int>(0)
    }

    @Test func linesComeInTheirOrder() {
        let pipe = Pipe()
        let writer = LineWriter(to: pipe.writing) { _ in nil }
        let lines = (0..<1000).map { "line \($0)\n" }
        for line in lines { writer.write(line) }
        writer.flush(within: .seconds(60))
        #expect(pipe.read(lines.joined().utf8.count) == lines.joined())
    }

    /// Workers and the intake stood still: `--verdicts` into a pipe that nobody reads, or Ctrl-S.
    @Test func aReaderThatDoesNotReadHeldUpWhoWrites() {
        let pipe = Pipe()
        let heard = Heard()
        let line = String(repeating: "x", count: 999) + "\n"
        let writer = LineWriter(to: pipe.writing, limit: 100_000, interval: 0) {
            heard.began.add(1, ordering: .relaxed)
        } dropped: { count in
            heard.dropped.add(count, ordering: .relaxed)
            return "dropped \(count)\n"
        }
        for _ in 0..<1000 { writer.write(line) }
        #expect(heard.began.load(ordering: .relaxed) > 0)
        // What was dropped is said with the next line that there is room for.
        var text = ""
        while !text.hasSuffix("end\n") {
            text += pipe.readSome()
            if heard.dropped.load(ordering: .relaxed) == 0 { writer.write("\n") }
            if text.contains("dropped") { writer.write("end\n") }
        }
        #expect(heard.dropped.load(ordering: .relaxed) > 0)
        #expect(text.components(separatedBy: line).count - 1 < 1000)
    }

    @Test func linesComeAgainOnceTheyAreRead() {
        let pipe = Pipe()
        let writer = LineWriter(to: pipe.writing, limit: 100) { _ in nil }
        for _ in 0..<1000 { writer.write(String(repeating: "x", count: 99) + "\n") }
        _ = pipe.readSome()
        writer.flush(within: .seconds(60))
        while poll(pipe) { _ = pipe.readSome() }
        writer.write("after\n")
        #expect(pipe.read(6) == "after\n")
    }

    @Test func whatNobodyCanReadIsForgotten() {
        signal(SIGPIPE, SIG_IGN)
        var pipe: Pipe? = Pipe()
        let writing = pipe?.writing ?? -1
        let writer = LineWriter(to: writing) { _ in nil }
        pipe = nil
        for _ in 0..<100 { writer.write("x\n") }
        writer.flush(within: .seconds(60))
        writer.write("still alive\n")
    }
}
