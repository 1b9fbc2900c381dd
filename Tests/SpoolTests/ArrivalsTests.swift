import Glibc
import Testing

@testable import Spool

@Suite struct ArrivalsTests {
    private func arrival(_ name: String, in channel: String? = nil) throws -> Arrival {
        try Arrival(channel: channel, rawName: Array(name.utf8)).orThrow("an arrival")
    }

    @Test func queuesEachNameOnce() throws {
        let arrivals = try Arrivals(capacity: 10)
        #expect(arrivals.add([try arrival("a"), try arrival("b"), try arrival("a")]) == 2)
        #expect(arrivals.add([try arrival("a", in: "b")]) == 1, "another channel is another place")
        #expect(arrivals.count == 3)
        #expect(arrivals.take(upTo: 2)?.map(\.name) == ["a", "b"])
        #expect(arrivals.add([try arrival("a")]) == 1, "a name that was taken may come again")
        #expect(arrivals.take(upTo: 9)?.map(\.channel) == ["b", nil])
    }

    @Test func waitsNoLongerThanTold() throws {
        let arrivals = try Arrivals()
        #expect(arrivals.take(upTo: 1, within: .milliseconds(20)) == [])
    }

    @Test func closingWakesAndForgets() throws {
        let arrivals = try Arrivals()
        arrivals.add([try arrival("a")])
        arrivals.close()
        #expect(arrivals.take(upTo: 1) == nil)
        #expect(arrivals.add([try arrival("b")]) == 0)

        let finishing = try Arrivals()
        finishing.add([try arrival("a")])
        finishing.close(forgettingWaiting: false)
        #expect(finishing.take(upTo: 1)?.count == 1)
        #expect(finishing.take(upTo: 1) == nil)
    }

    @Test func tellsWhenThereIsRoom() throws {
        let arrivals = try Arrivals(capacity: 4)
        arrivals.add(try (0..<5).map { try arrival("\($0)") })
        #expect(arrivals.space == 0)
        var poll = pollfd(fd: arrivals.roomDescriptor, events: Int16(POLLIN), revents: 0)
        #expect(Glibc.poll(&poll, 1, 0) == 0)
        _ = arrivals.take(upTo: 3)
        #expect(Glibc.poll(&poll, 1, 0) == 1)
        arrivals.clearRoom()
        #expect(Glibc.poll(&poll, 1, 0) == 0)
        #expect(arrivals.space == 2)
    }

    @Test func manyThreadsGetEachOnce() async throws {
        let arrivals = try Arrivals(capacity: 100)
        let all = try (0..<5000).map { try arrival("\($0)") }
        let taken = await withTaskGroup(of: [String].self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var names: [String] = []
                    while let batch = arrivals.take(upTo: 7, within: .milliseconds(5)) {
                        names += batch.map(\.name)
                        await Task.yield()
                    }
                    return names
                }
            }
            for start in stride(from: 0, to: all.count, by: 50) { arrivals.add(all[start..<start + 50]) }
            arrivals.close(forgettingWaiting: false)
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(taken.count == 5000)
        #expect(Set(taken).count == 5000)
    }
}
