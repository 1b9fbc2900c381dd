import ArgumentParser
import Foundation
import Tuning

/// Which verdicts a command counts: those of a spool's journal since some day.
struct JournalPeriod: ParsableArguments {
    @Option(help: "The spool whose journal is read.")
    var spool: String = Defaults.spool

    @Option(help: "Only verdicts from then on: 2026-11-24, or an age such as 12h, 30d.")
    var since: String = "30d"

    func validate() throws {
        if Ago.instant(since) == nil { throw ValidationError("--since \(Ago.advice)") }
    }

    func read() throws -> JournalStatistics { try StatisticsReading.read(spool, since) }

    /// Nil where nothing was ever judged there.
    func readIfThere() throws -> JournalStatistics? {
        FileManager.default.fileExists(atPath: spool + "/journal") ? try read() : nil
    }
}
