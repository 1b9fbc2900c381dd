import Files
import Testing

@testable import Spool

struct SpoolShapeTests {
    @Test func isKeptForLaterCommands() throws {
        let temporary = try TemporarySpool()
        #expect(try SpoolShape.kept(in: temporary.spool) == nil)
        let shape = SpoolShape(layout: .byDay, sidecars: .all)
        try shape.keep(in: temporary.spool)
        #expect(try SpoolShape.kept(inSpool: temporary.path) == shape)
    }

    @Test(arguments: ["", "{", "{}", #"{"layout":"flat"}"#, #"{"layout":"by-hour","sidecars":"all"}"#, "[1]"])
    func aDamagedRecordIsAProblemAndNotADefault(text: String) throws {
        let temporary = try TemporarySpool()
        try temporary.write("state/spool.json", text)
        #expect(throws: SpoolProblem.self) { try SpoolShape.kept(in: temporary.spool) }
    }

    /// `rejudge` took the day for the channel.
    @Test(
        arguments: [
            ("flagged/a", Layout.byDay, nil), ("flagged/2026-11-24/a", .byDay, nil),
            ("flagged/2026-11-24/talk/a", .byDay, "talk"),
            ("flagged/talk/a", .byDay, "talk"), ("flagged/talk/a", .flat, "talk"), ("flagged/a", .flat, nil),
        ] as [(String, Layout, String?)])
    func theChannelOfAPlaceIsNeverItsDay(path: String, layout: Layout, channel: String?) throws {
        let place = try #require(FiledPlace(path))
        #expect(place.channel(layout) == channel)
    }
}
