import Testing

@testable import Tuning

@Suite struct IntervalTests {
    /// Values of R's `binom::binom.wilson`.
    @Test(arguments: [
        (8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962),
        (1, 1000, 0.0002, 0.0056),
    ])
    func isWilsons(hits: Int, count: Int, lower: Double, upper: Double) {
        let interval = Interval(hits, of: count)
        #expect((interval.lower - lower).magnitude < 0.0001)
        #expect((interval.upper - upper).magnitude < 0.0001)
    }

    @Test func nothingSeenSaysNothing() {
        let interval = Interval(0, of: 0)
        #expect(interval.share == nil)
        #expect(interval.lower == 0)
        #expect(interval.upper == 1)
    }
}
