import Testing

@testable import Daemon
@testable import Spool

@Suite struct PluginDeathsTests {
    private func item(_ sequence: UInt64, plugin: Int?) -> InHand.Item {
        InHand.Item(worker: 0, sequence: sequence, milliseconds: 1, plugin: plugin)
    }

    @Test func threePostsBarAPlugin() {
        var deaths = PluginDeaths()
        for post in 1...3 {
            #expect(deaths.barred(at: Double(post)).isEmpty)
            deaths.note([item(UInt64(post), plugin: 2)], at: Double(post))
        }
        #expect(deaths.barred(at: 4) == [2])
        #expect(deaths.barred(at: 4 + PluginDeaths.window).isEmpty, "later it may try again")
    }

    @Test func onePostBarsNobody() {
        var deaths = PluginDeaths()
        for second in 0..<10 { deaths.note([item(1, plugin: 2)], at: Double(second)) }
        #expect(deaths.barred(at: 10).isEmpty)
    }

    /// With two posts in hand nobody knows which plugin it was.
    @Test func theInnocentAreNotBlamed() {
        var deaths = PluginDeaths()
        for post in 0..<10 {
            deaths.note([item(UInt64(post), plugin: 1), item(UInt64(100 + post), plugin: 2)], at: 1)
            deaths.note([item(UInt64(200 + post), plugin: nil)], at: 1)
        }
        #expect(deaths.barred(at: 2).isEmpty)
    }
}
