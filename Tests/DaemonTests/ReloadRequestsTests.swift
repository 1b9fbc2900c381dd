import Files
import Glibc
import Spool
import Synchronization
import Testing

@testable import Daemon

@Suite struct ReloadRequestsTests {
    /// Reloads that wait to be let go, one after another.
    private final class Gate: Sendable {
        private struct State {
            var open = 0
            var begun: [ReloadRequests.Reason] = []
            var accepting: [Bool] = []
        }
        private let monitor = Monitor(State())
        let givesWay = Atomic<Bool>(false)

        var begun: [ReloadRequests.Reason] { monitor.withLock { $0.begun } }

        func pass(_ reason: ReloadRequests.Reason) {
            monitor.withLock { $0.begun.append(reason) }
            monitor.announce()
            monitor.when({ $0.open > 0 }) { $0.open -= 1 }
        }
        func open(_ count: Int = 1) {
            monitor.withLock { $0.open += count }
            monitor.announce()
        }
        func waitFor(_ count: Int) { monitor.when({ $0.begun.count >= count }) { _ in } }
    }

    private static func requests(_ gate: Gate, retries: Bool = false) throws -> (ReloadRequests, WorkerThread) {
        let requests = ReloadRequests(
            retryInterval: .milliseconds(1), wantsRetry: { retries },
            isAccepting: { if $0 { gate.givesWay.store(true, ordering: .relaxed) } },
            reload: { reason in
                gate.pass(reason)
                return gate.givesWay.exchange(false, ordering: .relaxed) ? nil : .unchanged
            })
        return (requests, try WorkerThread(named: "reload") { requests.run() })
    }

    private static func stop(_ requests: ReloadRequests, _ thread: WorkerThread, _ gate: Gate) {
        requests.stop()
        gate.open(1000)
        thread.join()
    }

    /// Each signal was a thread and a reload of its own.
    @Test func sixThousandSignalsWereSixThousandReloads() throws {
        let gate = Gate()
        let (requests, thread) = try Self.requests(gate)
        requests.ask()
        gate.waitFor(1)
        for _ in 0..<6000 { requests.ask() }
        gate.open()
        gate.waitFor(2)
        Self.stop(requests, thread, gate)
        #expect(gate.begun.count == 2)
    }

    @Test func whoWaitsGetsAReloadThatBeganAfterwards() throws {
        let gate = Gate()
        let (requests, thread) = try Self.requests(gate)
        requests.ask()
        gate.waitFor(1)
        let isAnswered = Flag()
        let waiter = try WorkerThread(named: "waiter") {
            if requests.askAndWait() != nil { isAnswered.set() }
        }
        gate.open()
        gate.waitFor(2)
        #expect(!isAnswered.isSet)
        gate.open()
        waiter.join()
        #expect(isAnswered.isSet)
        Self.stop(requests, thread, gate)
    }

    /// `reload --accept` waited for the trial of the very change that it accepts.
    @Test func aTrialGivesWayToAPersonWhoAccepts() throws {
        let gate = Gate()
        let (requests, thread) = try Self.requests(gate)
        requests.ask()
        gate.waitFor(1)
        let waiter = try WorkerThread(named: "waiter") { _ = requests.askAndWait(accepting: true) }
        while !gate.givesWay.load(ordering: .relaxed) { usleep(1000) }
        gate.open()
        gate.waitFor(2)
        gate.open()
        waiter.join()
        Self.stop(requests, thread, gate)
        #expect(gate.begun == [.asked, .accepted])
    }

    @Test func whatFailedForAMomentIsTriedAgainUnasked() throws {
        let gate = Gate()
        let (requests, thread) = try Self.requests(gate, retries: true)
        gate.waitFor(1)
        Self.stop(requests, thread, gate)
        #expect(gate.begun.first == .retry)
    }

    @Test func aStopLetsNobodyWait() throws {
        let gate = Gate()
        let (requests, thread) = try Self.requests(gate)
        requests.stop()
        thread.join()
        #expect(requests.askAndWait() == nil)
    }
}
