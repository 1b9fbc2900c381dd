import Testing

@testable import Daemon

@Suite struct EditWaitTests {
    private static func wait(_ at: Double = 100) -> EditWait {
        var wait = EditWait()
        wait.note(at: at)
        return wait
    }

    @Test func nothingChangedMeansNothingToRead() { #expect(EditWait().due(.none) == nil) }

    @Test func whatWasClosedIsReadSoon() { #expect(Self.wait().due(.none) == 100.2) }

    /// Half a file that was valid went live after one second.
    @Test func whatWasNotClosedWasReadAfterASecond() { #expect(Self.wait().due(.files) == 160) }

    @Test func lostEventsAreNoReasonToWaitForAMinute() { #expect(Self.wait().due(.unknown) == 101) }

    @Test func anotherChangeBeginsAgain() {
        var wait = Self.wait()
        wait.note(at: 130)
        #expect(wait.due(.none) == 130.2)
        wait.end()
        #expect(wait.due(.none) == nil)
    }

    /// Without events half a file looks like any other: it is read once two looks show the same.
    @Test func whatOnlyALookShowedIsReadAfterTheNextLook() {
        var wait = EditWait()
        wait.noteLook(at: 100)
        #expect(wait.due(.none) == 105.5)
        wait.noteLook(at: 105)
        #expect(wait.due(.none) == 110.5)
        wait.note(at: 107)
        wait.noteLook(at: 107.1)
        #expect(wait.due(.none) == 107.2)
    }
}
