internal import Files
internal import Foundation
public import Moderation
internal import Spool

/// How much of the traffic a backtest saw.
public struct Coverage: Sendable {
    /// Posts seen, by what they were filed as.
    public let seen: [Outcome: Int]
    /// Posts that the journal has in the same time.
    public let filed: [Outcome: Int]
    /// The archive's first day; nil if there is no archive.
    public let archiveFrom: String?
    /// Bytes of the archive that were torn or corrupt.
    public let damagedBytes: Int

    init(spool: String, since: Instant?, seen: [Outcome: Int], work: BacktestWork) throws {
        self.seen = seen
        var filed: [Outcome: Int] = [:]
        if let journal = try Folder(path: spool).folderIfThere("journal") {
            var reader = JournalReader(journal)
            while let line = try reader.next() {
                guard case .verdict(let outcome) = line.event else { continue }
                if let since, let at = line.decidedAt, at < since { continue }
                filed[outcome, default: 0] += 1
            }
        }
        self.filed = filed
        archiveFrom = work.firstDay
        damagedBytes = work.damagedBytes
    }

    /// Of all posts that the journal has, 0 to 1; nil if it has none.
    public var share: Double? {
        let all = filed.values.reduce(0, +)
        return all == 0 ? nil : min(1, Double(seen.values.reduce(0, +)) / Double(all))
    }

    func cautions(isWhole: Bool) -> [String] {
        var cautions: [String] = []
        if damagedBytes > 0 {
            cautions.append("\(damagedBytes) bytes of the archive are torn or damaged and were passed over")
        }
        guard isWhole, let share, share < 0.99 else { return cautions }
        let parts = Outcome.allCases.filter { (filed[$0] ?? 0) > 0 }.map {
            "\(min(seen[$0] ?? 0, filed[$0] ?? 0)) of \(filed[$0] ?? 0) \($0.rawValue)"
        }
        cautions.append(
            "partial: this saw \(parts.joined(separator: ", ")) posts"
                + (archiveFrom == nil
                    ? ". Others were taken out of the folders: turn the archive on in moongate.yaml (archive: {days: 30, "
                        + "size: 10GB}) to see all of them"
                    : "; the archive begins on \(archiveFrom ?? "")"))
        return cautions
    }
}
