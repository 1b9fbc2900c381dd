import Testing

@testable import Moderation

@Suite struct PluginHealthTests {
    @Test func aPluginIsOutOnceItFailsOnMostPosts() {
        var health = PluginHealth()
        var turns: [Int] = []
        for post in 1...30 where health.note(failed: true) { turns.append(post) }
        #expect(turns == [PluginHealth.failureLimit])
        #expect(health.isOut)
    }

    @Test func oneInFourIsNoOutage() {
        var health = PluginHealth()
        for post in 0..<1000 {
            let turned = health.note(failed: post % 4 == 0)
            #expect(!turned)
        }
        #expect(!health.isOut)
    }

    @Test func answersInARowEndIt() {
        var health = PluginHealth()
        for _ in 0..<64 { _ = health.note(failed: true) }
        for _ in 1..<PluginHealth.recovery { _ = health.note(failed: false) }
        #expect(health.isOut)
        let ended = health.note(failed: false)
        #expect(ended)
        #expect(!health.isOut)
        let again = health.note(failed: true)
        #expect(!again, "one failure after it is no outage")
    }

    @Test func aFailureBetweenKeepsItOut() {
        var health = PluginHealth()
        for _ in 0..<64 { _ = health.note(failed: true) }
        for post in 0..<100 {
            let turned = health.note(failed: post % 7 == 6)
            #expect(!turned)
        }
        #expect(health.isOut)
    }
}
