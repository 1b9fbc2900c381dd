import Files
import Spool
import Testing

@testable import Daemon

@Suite struct ActiveProblemsTests {
    private static let full = SpoolProblem(.full, "no space left")

    @Test func areSaidOnceAndOnceWhenOver() {
        let log = LogRecorder()
        let troubles = ActiveProblems(log: log.logger)
        for _ in 0..<1000 { troubles.report(.journal, Self.full) }
        #expect(log.lines.count == 1)
        #expect(log.lines.first == "error writing the journal failed; retrying reason=no space left")
        #expect(troubles.list.map(\.step) == ["writing the journal"])
        #expect(troubles.list.map(\.problem) == ["no space left"])
        for _ in 0..<10 { troubles.over(.journal) }
        #expect(log.lines.count == 2)
        #expect(log.lines.last == "notice writing the journal works again")
        #expect(troubles.list.isEmpty)
        // And again the next time.
        troubles.report(.journal, Self.full)
        #expect(log.lines.count == 3)
    }

    @Test func anotherReasonIsNews() {
        let log = LogRecorder()
        let troubles = ActiveProblems(log: log.logger)
        troubles.report(.journal, Self.full)
        let since = troubles.list.first?.since
        troubles.report(.filing, Self.full)
        troubles.report(.journal, SpoolProblem(.readOnly, "read-only"))
        #expect(log.lines.count == 3)
        #expect(troubles.list.count == 2)
        // It has been wrong since the first.
        #expect(troubles.list.first { $0.step == "writing the journal" }?.since == since)
        troubles.over(.claim)
        #expect(log.lines.count == 3)
        // Neither is what was said before, however they take turns.
        for _ in 0..<100 {
            troubles.report(.journal, Self.full, by: 1)
            troubles.report(.journal, SpoolProblem(.readOnly, "read-only"), by: 2)
        }
        #expect(log.lines.count == 3)
    }

    /// (Another worker's success said that all was well, and the next failure that it was not, for each post.)
    @Test func areOverWhenNoWorkerHasThemAnyMore() {
        let log = LogRecorder()
        let troubles = ActiveProblems(log: log.logger)
        for _ in 0..<100 {
            troubles.report(.filing, Self.full, by: 1)
            troubles.report(.filing, Self.full, by: 3)
            troubles.over(.filing, by: 2)
            troubles.over(.filing, by: 3)
        }
        #expect(log.lines.count == 1)
        #expect(troubles.list.count == 1)
        troubles.over(.filing, by: 1)
        #expect(log.lines.count == 2)
        #expect(troubles.list.isEmpty)
    }

    /// A step that goes on with other posts is well again after a quiet while.
    @Test func settle() {
        let log = LogRecorder()
        let troubles = ActiveProblems(log: log.logger)
        troubles.report(.claim, Self.full, by: 1)
        troubles.settle(.claim, quietFor: 3600)
        #expect(troubles.list.count == 1)
        troubles.settle(.claim, quietFor: 0)
        troubles.settle(.claim, quietFor: 0)
        #expect(log.lines.count == 2)
        #expect(troubles.list.isEmpty)
    }
}
