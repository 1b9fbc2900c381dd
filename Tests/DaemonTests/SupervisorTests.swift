import Glibc
import Testing

@testable import Daemon

@Suite struct SupervisorTests {
    /// At once at first; a child that keeps dying waits longer and longer, half a minute at most.
    @Test func restartsWaitLongerWhileItKeepsDying() {
        var restarts = Restarts()
        #expect((0..<11).map { _ in restarts.wait(after: 0.1) } == [0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30])
        // One that lived for a while resets the count.
        #expect(restarts.wait(after: 11) == 0)
        #expect((0..<3).map { _ in restarts.wait(after: 1) } == [0, 0, 1])
    }

    private static func ending(_ result: pid_t, status: Int32 = 0, error: Int32 = 0) -> ChildEnding? {
        ChildEnding.of(7) { _, into in
            into = status
            return (result, error)
        }
    }

    @Test func anEndingIsReadAsTheKernelGivesIt() {
        #expect(Self.ending(0) == nil)
        #expect(Self.ending(7, status: 70 << 8) == .code(70))
        #expect(Self.ending(7, status: SIGKILL) == .signal(SIGKILL))
        #expect(Self.ending(-1, error: EINTR) == nil)
    }

    /// The supervisor waited for ever for a child whose ending the kernel had not kept.
    @Test func aChildThatNobodyCanCollectIsDead() {
        #expect(Self.ending(-1, error: ECHILD) == .unknown)
        #expect(
            ChildEnding.unknown.next(wasReady: true, isStopping: false, isOnce: false) == .restart(isDeath: true))
    }

    /// earlyoom sends SIGTERM to the largest process, which ended the service with exit code 0 for good.
    @Test func exitCodeZeroEndsTheServiceOnlyIfItWasAskedFor() {
        let done = ChildEnding.code(0)
        #expect(done.next(wasReady: true, isStopping: false, isOnce: false) == .restart(isDeath: false))
        #expect(done.next(wasReady: true, isStopping: true, isOnce: false) == .end(0))
        #expect(done.next(wasReady: true, isStopping: false, isOnce: true) == .end(0))
    }

    @Test(arguments: [
        (ChildEnding.code(78), true, ChildEnding.Next.end(78)), (.code(75), true, .end(75)),
        (.code(74), false, .end(74)), (.code(74), true, .restart(isDeath: true)),
        (.code(70), false, .restart(isDeath: true)), (.signal(SIGKILL), false, .restart(isDeath: true)),
    ])
    func whatIsTheSameASecondLaterEndsTheService(_ ending: ChildEnding, wasReady: Bool, next: ChildEnding.Next) {
        #expect(ending.next(wasReady: wasReady, isStopping: false, isOnce: false) == next)
    }

    @Test func aStopEndsTheServiceHoweverTheChildEnds() {
        #expect(ChildEnding.signal(SIGKILL).next(wasReady: true, isStopping: true, isOnce: false) == .end(0))
        #expect(ChildEnding.unknown.next(wasReady: true, isStopping: true, isOnce: false) == .end(0))
        #expect(ChildEnding.code(74).next(wasReady: true, isStopping: true, isOnce: false) == .end(74))
    }

    /// It was logged in each round, 160,000 times a second where poll returned at once.
    @Test func aChildIsKilledOnceAndAgainAfterAMinute() {
        var killing = Killing()
        let kills = (0..<600).map { 100 + Double($0) / 10 }.filter { killing.isDue(at: $0) }
        #expect(kills == [100])
        let (again, after) = (killing.isDue(at: 160), killing.isDue(at: 161))
        #expect(again)
        #expect(!after)
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
