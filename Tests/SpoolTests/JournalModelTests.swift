import Files
import Foundation
import Glibc
import JSON
import Synchronization
import Testing

@testable import Spool

/// Threads append, release and take checkpoints at random on the real journal, next to a model that knows which batch was
/// released when: a checkpoint never passes a verdict whose batch was not released.
///
/// (The end moved in one critical section and the holds came in a later one; a checkpoint between the two passed them.)
@Suite struct JournalModelTests {
    /// By one clock that only counts: when each batch was about to be released, and what each checkpoint took.
    private final class Model: Sendable {
        struct State {
            var releases: [UInt64: Int] = [:]
            var checkpoints: [(at: Int, place: JournalPosition, greatest: UInt64)] = []
        }

        private let clock = Atomic<Int>(0)
        let state = Mutex(State())

        var now: Int { clock.add(1, ordering: .sequentiallyConsistent).newValue }
    }

    private static func pause() {
        switch Int.random(in: 0..<4) {
        case 0: usleep(UInt32.random(in: 0..<300))
        case 1: sched_yield()
        default: break
        }
    }

    @Test(.timeLimit(.minutes(15)), arguments: 0..<4)
    func aCheckpointNeverPassesWhatIsNotReleased(_ round: Int) throws {
        let temporary = try TemporarySpool()
        let journal = try Journal(temporary.spool, segmentLimit: 4000)
        let model = Model()
        let appenders = 6
        let running = Atomic<Int>(appenders)
        let threads = DispatchGroup()
        for number in 0..<appenders {
            Thread.run(in: threads) {
                defer { running.subtract(1, ordering: .sequentiallyConsistent) }
                for turn in 0..<250 {
                    let first = UInt64(number * 100_000 + turn * 10 + 1)
                    let batch = first..<first + UInt64.random(in: 1...3)
                    let records = batch.map { sequence in
                        JournalRecord(sequence: sequence) { $0.member("post", "p\(sequence)") }
                    }
                    guard let hold = try? journal.append(records) else { return }
                    Self.pause()
                    model.state.withLock { state in
                        let now = model.now
                        for sequence in batch { state.releases[sequence] = now }
                    }
                    journal.release(hold)
                }
            }
        }
        for _ in 0..<2 {
            Thread.run(in: threads) {
                while running.load(ordering: .sequentiallyConsistent) > 0 {
                    let taken = journal.nextCheckpoint
                    model.state.withLock {
                        $0.checkpoints.append((model.now, taken.position, taken.greatestSequence))
                    }
                    Self.pause()
                }
            }
        }
        threads.wait()

        var lines: [(end: JournalPosition, sequence: UInt64)] = []
        var reader = JournalReader(temporary.spool.journal)
        while let entry = try reader.next() { lines.append((reader.position, entry.sequence)) }
        let (releases, checkpoints) = model.state.withLock { ($0.releases, $0.checkpoints) }
        #expect(lines.count == releases.count)
        #expect(checkpoints.count > 100)
        // Lines in their order with the latest release up to each: a checkpoint must have come after all before it.
        var latest: [Int] = []
        for line in lines { latest.append(max(latest.last ?? 0, releases[line.sequence] ?? .max)) }
        let passed = checkpoints.filter { checkpoint in
            let count = lines.partitioningIndex { $0.end > checkpoint.place }
            return count > 0 && latest[count - 1] > checkpoint.at
        }
        #expect(passed.isEmpty, "\(passed.count) of \(checkpoints.count) checkpoints passed what was not released")
        #expect(journal.nextCheckpoint.position == journal.end)
        #expect(journal.monitor.withLock { $0.holds.isEmpty && $0.results.isEmpty })
    }

    /// With a segment that is cut, removed or moved again and again meanwhile, every line is found in the end.
    @Test(.timeLimit(.minutes(15))) func linesSurviveWhoeverTakesTheSegmentAway() throws {
        let temporary = try TemporarySpool()
        let journal = try Journal(temporary.spool)
        let count: UInt64 = 300
        let running = Atomic<Int>(2)
        let threads = DispatchGroup()
        for number in 0..<2 {
            Thread.run(in: threads) {
                defer { running.subtract(1, ordering: .sequentiallyConsistent) }
                for turn in 1...count {
                    let record = JournalRecord(sequence: UInt64(number) * 1000 + turn) { $0.member("post", "p") }
                    let hold: Journal.Hold
                    do { hold = try journal.append([record]) } catch { Issue.record(error); return }
                    journal.release(hold)
                    usleep(500)
                }
            }
        }
        Thread.run(in: threads) {
            var disturbed: UInt64 = 0
            while running.load(ordering: .sequentiallyConsistent) > 0 {
                usleep(3000)
                let choice = Int.random(in: 0..<3)
                let left = off_t.random(in: 0..<400)
                // Between two groups: a cut between a group's look and its write is not noticed.
                journal.monitor.when({ !$0.isWriting }) { state in
                    // Nor is one in a segment that the journal has left already, nor a second one before the next look:
                    // what was cut and then made longer again looks as if it were whole.
                    guard state.segment != nil, state.finishedGroup > disturbed else { return }
                    disturbed = state.finishedGroup
                    let path = temporary.at("journal/" + Segment.name(state.end.segment))
                    switch choice {
                    case 0: truncate(path, left)
                    case 1: unlink(path)
                    default: rename(path, path + ".1")
                    }
                }
                if choice == 2 { _ = try? journal.checkSegment() }
            }
        }
        threads.wait()
        _ = try journal.checkSegment()
        let found = Set(try temporary.records().map(\.sequence))
        #expect(found.count == Int(2 * count))
    }
}

extension Thread {
    static func run(in group: DispatchGroup, _ body: @escaping @Sendable () -> Void) {
        group.enter()
        Thread.detachNewThread {
            body()
            group.leave()
        }
    }
}

extension Array {
    /// The first index whose element is, when all before are not.
    fileprivate func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
