import Testing

@testable import Spool

@Suite struct ChannelBackOffTests {
    let clock = TurnedClock()
    let channels: ChannelBackOff

    init() { channels = ChannelBackOff(now: clock.read) }

    private func fail(_ channel: String?, times: Int = ChannelBackOff.failuresInARow) {
        for _ in 0..<times { channels.failed(channel) }
    }

    @Test func aChannelIsLeftOutOnceSeveralPostsFailedInARow() {
        fail("bad", times: 2)
        #expect(!channels.isClosed("bad"))
        fail("bad", times: 1)
        #expect(channels.isClosed("bad"))
        #expect(!channels.isClosed(nil))
        #expect(!channels.isClosed("good"))
        #expect(channels.hasClosed)
    }

    /// One immutable file must not close the folder to the others.
    @Test func aSuccessInBetweenStartsTheCountAgain() {
        for _ in 0..<10 {
            fail(nil, times: 2)
            channels.succeeded(nil)
        }
        #expect(!channels.isClosed(nil))
    }

    @Test func theWaitDoublesUpToAMinute() {
        var waits: [Int] = []
        fail("bad", times: 2)
        for _ in 0..<9 {
            // What other workers had in hand is one failure.
            fail("bad", times: 5)
            var seconds = 0
            while channels.isClosed("bad") {
                clock.turn(1)
                seconds += 1
            }
            waits.append(seconds)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60])
        channels.succeeded("bad")
        fail("bad")
        clock.turn(1)
        #expect(!channels.isClosed("bad"), "after a success it begins with a second")
    }

    @Test func aScanFollowsOnceWhenItOpens() {
        fail("bad")
        #expect(!channels.changes().mustScan)
        clock.turn(1.1)
        #expect(channels.changes().mustScan)
        #expect(!channels.changes().mustScan)
    }

    @Test func theTroubleIsOverWithASuccess() {
        fail("bad")
        channels.succeeded("bad")
        #expect(channels.changes().over == ["bad"])
        #expect(channels.changes().over == [])
    }

    /// Its producer took the posts away: nothing fails any more, and nothing succeeds.
    @Test func theTroubleIsOverAfterAQuietWhile() {
        fail("bad")
        clock.turn(70)
        #expect(channels.changes().over == [])
        clock.turn(10)
        #expect(channels.changes().over == ["bad"])
        #expect(!channels.hasClosed)
    }

    @Test func aPausedChannelStaysClosedUntilItIsResumed() {
        channels.pause("market")
        clock.turn(1000)
        #expect(channels.isClosed("market"))
        channels.resume("market")
        #expect(!channels.isClosed("market"))
        #expect(channels.changes().mustScan)
    }

    @Test func whatIsRememberedIsBounded() {
        for number in 0..<Inbox.channelLimit + 10 { fail("c\(number)") }
        #expect(channels.isClosed("c0"))
        #expect(!channels.isClosed("c\(Inbox.channelLimit + 5)"))
    }
}
