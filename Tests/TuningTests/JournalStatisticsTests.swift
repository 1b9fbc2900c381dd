import Foundation
import Moderation
import Testing

@testable import Tuning

struct JournalStatisticsTests {
    private func statistics(days: [String]) throws -> JournalStatistics {
        let path = NSTemporaryDirectory() + "moongate-statistics-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path + "/journal", withIntermediateDirectories: true)
        let lines = days.enumerated().map { number, day in
            #"{"seq":\#(number + 1),"post":"a","outcome":"approved","score":0,"findings":[],"languages":[],"#
                + #""ruleset":"0","received_at":"\#(day)T08:00:00Z","decided_at":"\#(day)T08:00:00Z","microseconds":1}"#
        }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(
            to: URL(fileURLWithPath: path + "/journal/0000000000000001.jsonl"))
        return try JournalStatistics(spool: path)
    }

    @Test func daysWithoutPostsHaveAPlaceInARow() throws {
        let names = try statistics(days: ["2026-11-24", "2026-11-27"]).dayNames
        #expect(names == ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"])
    }

    /// After the clock had been two years ahead, rows were 730 columns wide.
    @Test func aClockThatJumpedMakesNoRowOfYears() throws {
        let names = try statistics(days: ["2026-11-24", "2028-11-24"]).dayNames
        #expect(names == ["2026-11-24", "2028-11-24"])
    }
}
