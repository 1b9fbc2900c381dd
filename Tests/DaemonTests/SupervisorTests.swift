import Testing

@testable import Daemon

@Suite struct SupervisorTests {
    /// At once at first; a child that keeps dying waits longer and longer, half a minute at most.
    @Test func restartsWaitLongerWhileItKeepsDying() {
        var restarts = Restarts()
        #expect((0..<11).map { _ in restarts.wait(after: 0.1) } == [0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30])
        // One that lived for a while starts the count anew.
        #expect(restarts.wait(after: 11) == 0)
        #expect((0..<3).map { _ in restarts.wait(after: 1) } == [0, 0, 1])
    }

    @Test(arguments: [ChildMessage.ready, .starting, .status("12 posts judged, 0 waiting"), .status("你好")])
    func messagesAreReadAsWritten(_ message: ChildMessage) {
        #expect(message.line.last == "\n")
        #expect(ChildMessage(message.line.dropLast()) == message)
    }

    @Test func aStatusStaysOneLine() {
        #expect(ChildMessage.status("a\nready\nb").line == "status a ready b\n")
    }

    @Test(arguments: ["", " ", "ready now", "READY", "status", "status ", "nonsense", "starting 1", "\u{0}"])
    func whatIsNoMessageIsNone(_ line: String) { #expect(ChildMessage(Substring(line)) == nil) }
}
