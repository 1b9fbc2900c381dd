import Moderation
import Testing

@Suite struct InstantTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-24T09:30:00Z", 1_795_512_600),
        ("2026-11-24T17:30:00+08:00", 1_795_512_600),
        ("2026-11-24", 1_795_478_400), ("2000-02-29T23:59:59.5Z", 951_868_799), ("1969-12-31T23:59:59Z", -1),
        ("2026-11-24 09:30:00Z", 1_795_512_600), ("0001-01-01T00:00:00Z", -62_135_596_800),
    ])
    func reads(_ text: String, seconds: Int) {
        #expect(Instant(rfc3339: text.utf8).map { Int($0.seconds.rounded(.down)) } == seconds)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01", "2026-02-29", "2026-11-24T25:00:00Z", "2026-11-24T09:30:00", "2026-11-24T09:30Z",
        "2026-11-24T09:30:00+8", "24.11.2026", "2026-11-24T09:30:00.Z", "2026-11-24T09:30:00Zx", "２０２６-11-24",
    ])
    func refuses(_ text: String) {
        #expect(Instant(rfc3339: text.utf8) == nil)
    }

    @Test func whatIsWrittenIsReadBack() {
        for seconds in stride(from: -62_000_000_000.0, to: 250_000_000_000, by: 1_234_567_891.123) {
            let instant = Instant(microseconds: Int64(seconds) * 1_000_000 + 123_000)
            #expect(Instant(rfc3339: instant.rfc3339.utf8) == instant)
        }
    }

    @Test func anyNumberOfSecondsIsTaken() {
        for seconds in [Double.nan, .infinity, -.infinity, 1e300, -1e300] {
            #expect(!Instant(seconds: seconds).rfc3339.isEmpty)
        }
    }
}
