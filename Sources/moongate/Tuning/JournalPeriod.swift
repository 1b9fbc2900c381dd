import ArgumentParser
import Commands
import Foundation
import Reports
import Tuning

/// Which verdicts a command counts: those of a spool's journal since some day.
struct JournalPeriod: ParsableArguments {
    @Option(help: "The spool whose journal is read.")
    var spool: String = Defaults.spool

    @Option(help: "Only verdicts since then: 2026-11-24, or an age such as 12h, 30d.")
    var since: String = "30d"

    func validate() throws {
        if Ago.instant(since) == nil { throw ValidationError("--since \(Ago.advice)") }
    }

    func read() throws -> JournalStatistics { try Self.statistics(of: spool, since: since) }

    /// What cannot be read is said; without a journal the command ends.
    static func statistics(of spool: String, since: String?) throws -> JournalStatistics {
        try SpoolPlace.require(spool)
        do {
            let statistics = try JournalStatistics(spool: spool, since: since.flatMap(Ago.instant))
            if statistics.badLines > 0 {
                Terminal.warn("\(statistics.badLines) lines of the journal could not be read and were passed over")
            }
            return statistics
        } catch {
            Terminal.warn("\(error)")
            throw ExitCode.noInput
        }
    }

    /// Nil where nothing was ever judged there.
    func readIfThere() throws -> JournalStatistics? {
        FileManager.default.fileExists(atPath: spool + "/journal") ? try read() : nil
    }
}
