#if DEBUG
    import Files
    import Foundation
    import Glibc
    import Moderation
    import Synchronization
    import Testing

    @testable import Spool

    /// A spool on which many threads are at work at the same time, and what must be true of it afterwards.
    final class BusySpool: Sendable {
        let path: String
        /// What was dropped, by name. Contents are as unique as names.
        private let dropped = Mutex<[String: String]>([:])

        static let workers = 3
        static let postsOfALife = 12
        /// Faults come up to this call of a life.
        static let callLimit = 300

        init() throws {
            let base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
            path = base + "/moongate-busy-\(getpid())-\(UUID().uuidString.prefix(13))"
            _ = try SpoolFolder(path: path)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        /// One fault, at a call that all of a life's threads count together.
        static func randomFaults(_ random: inout SeededNumbers) -> String {
            let number = Int.random(in: 1...callLimit, using: &random)
            let what =
                ["kill", "kill", "kill", "tear", "short", "ENOSPC", "EIO", "EMFILE", "delay"]
                .randomElement(using: &random) ?? "kill"
            return "any:\(number):\(what)"
        }

        private func drop(_ name: String, _ text: String) {
            dropped.withLock { $0[name] = text }
            let temporary = path + "/inbox/." + name
            _ = FileManager.default.createFile(atPath: temporary, contents: Data(text.utf8))
            rename(temporary, path + "/inbox/" + name)
        }

        // MARK: Lives

        /// One life of the judging process with all of its threads; gives how many calls it made.
        @discardableResult func live(_ faults: String, seed: UInt64) throws -> Int {
            let faults = try Faults(faults, death: .silence).orThrow("faults: \(faults)")
            // What cannot start is started again.
            Faults.$inTest.withValue(faults) { _ = try? Life(self, faults, seed).run() }
            return faults.count
        }

        /// Recovers, takes what is left and what was moved by hand, and writes a checkpoint.
        func liveInPeace() throws { try Life(self, nil, 0).finish() }

        private final class Life: Sendable {
            let busy: BusySpool
            let faults: Faults?
            let seed: UInt64
            let spool: SpoolFolder
            let journal: Journal
            let numbers: SequenceNumbers
            let pipeline: Pipeline
            let refiling: Refiling
            let arrivals: Arrivals
            let generation = Atomic<Int>(0)
            let isOver = Atomic<Bool>(false)

            init(_ busy: BusySpool, _ faults: Faults?, _ seed: UInt64) throws {
                (self.busy, self.faults, self.seed) = (busy, faults, seed)
                spool = try SpoolFolder(path: busy.path)
                journal = try Journal(spool, segmentLimit: 8000)
                let filing = Filing(spool)
                var recovery = try Recovery(spool, journal: journal, filing: filing)
                numbers = SequenceNumbers(above: recovery.greatestSequence)
                pipeline = Pipeline(
                    spool, claim: Claim(spool, numbers: numbers, quiet: .zero), journal: journal, filing: filing)
                refiling = Refiling(spool, journal: journal, filing: filing)
                arrivals = try Arrivals()
                var worker = DrivenWorker(pipeline)
                try pipeline.finish(&recovery, with: &worker)
            }

            private var isDead: Bool { faults?.isDead == true }

            func run() throws {
                let (working, others) = (DispatchGroup(), DispatchGroup())
                for number in 0..<BusySpool.workers {
                    start(in: working, number) { life, random in
                        var worker = DrivenWorker(life.pipeline) { life.ruleset }
                        while let some = life.arrivals.take(upTo: Int.random(in: 1...4, using: &random)) {
                            life.pipeline.process(some, with: &worker)
                        }
                    }
                }
                start(in: others, 10) { life, random in life.whileAlive(&random) { _ in life.checkpoint() } }
                start(in: others, 11) { life, random in life.whileAlive(&random) { life.decide(&$0) } }
                start(in: others, 12) { life, random in life.whileAlive(&random) { life.moveByHand(&$0) } }
                start(in: others, 13) { life, random in
                    life.whileAlive(&random) { _ in life.generation.add(1, ordering: .relaxed) }
                }
                var random = SeededNumbers(state: seed)
                for number in 0..<BusySpool.postsOfALife {
                    let kind = ["plain", "flag", "flag", "bad"].randomElement(using: &random) ?? "plain"
                    busy.drop("\(kind)-\(seed)-\(number).txt", "\(kind) \(seed) \(number)")
                    if Bool.random(using: &random) { scan() }
                    Self.pause(&random)
                }
                scan()
                arrivals.close(forgettingWaiting: false)
                working.wait()
                isOver.store(true, ordering: .relaxed)
                others.wait()
            }

            private func start(
                in group: DispatchGroup, _ number: UInt64,
                _ body: @escaping @Sendable (Life, inout SeededNumbers) -> Void
            ) {
                Thread.run(in: group) { [self] in
                    var random = SeededNumbers(state: seed &+ number)
                    // Not inherited by a thread.
                    Faults.$inTest.withValue(faults) { body(self, &random) }
                }
            }

            private func start(
                in group: DispatchGroup, _ number: Int, _ body: @escaping @Sendable (Life, inout SeededNumbers) -> Void
            ) { start(in: group, UInt64(number), body) }

            private var ruleset: String { "0123456789abcde\(generation.load(ordering: .relaxed) % 10)" }

            private func whileAlive(_ random: inout SeededNumbers, _ body: (inout SeededNumbers) -> Void) {
                repeat {
                    body(&random)
                    Self.pause(&random)
                } while !isOver.load(ordering: .relaxed) && !isDead
            }

            private static func pause(_ random: inout SeededNumbers) {
                if Bool.random(using: &random) { usleep(UInt32.random(in: 0..<400, using: &random)) }
            }

            private func scan() {
                // A fault may hide it: the next life finds what is left.
                guard let names = try? FolderListing.names(of: spool.inbox) else { return }
                arrivals.add(names.compactMap { Arrival(channel: nil, rawName: Array($0.0.utf8)) })
            }

            /// A fault is tried again by the next turn.
            private func checkpoint() { _ = try? journal.checkpoint(spool) }

            /// A person decides about a flagged post.
            private func decide(_ random: inout SeededNumbers) {
                guard let name = busy.flagged.randomElement(using: &random), let place = FiledPlace("flagged/" + name),
                    // Gone by now, or a fault.
                    let copy = try? place.read(in: spool)
                else { return }
                let word: Decision.Word = Bool.random(using: &random) ? .approve : .reject
                try? carryOut { [try refiling.order(copy, Decision(word, by: "mira", at: Verdict.day), number: $0)] }
            }

            private func carryOut(_ orders: (UInt64) throws -> [Refiling.Order]) throws {
                let orders = try orders(numbers.next())
                guard !orders.isEmpty else { return }
                var batch = try refiling.record(orders)
                for _ in 0..<3 where !batch.isDone { _ = refiling.carryOut(&batch) }
            }

            /// With `mv`: Moongate sees it later. Its calls are not the judging process's, so no fault meets them.
            private func moveByHand(_ random: inout SeededNumbers) {
                guard Int.random(in: 0..<4, using: &random) == 0, !isDead,
                    let name = busy.flagged.randomElement(using: &random)
                else { return }
                rename(busy.path + "/flagged/" + name, busy.path + "/rejected/" + name)
            }

            func finish() throws {
                scan()
                arrivals.close(forgettingWaiting: false)
                var worker = DrivenWorker(pipeline)
                while let some = arrivals.take(upTo: 64) { pipeline.process(some, with: &worker) }
                var moves = HandMoves(spool)
                for moved in try moves.look() {
                    guard let copy = try moves.copy(of: moved) else { continue }
                    let decision = Decision(
                        Decision.Word(byMovingTo: moved.place.outcome), by: "unknown", at: Verdict.day)
                    try carryOut { [try refiling.order(copy, decision, number: $0, movedFrom: moved.from)] }
                }
                try journal.checkpoint(spool)
            }
        }

        // MARK: What must be true

        private var flagged: [String] { names("flagged") }

        /// Without sidecars and what begins with a dot.
        private func names(_ folder: String) -> [String] {
            // A folder that cannot be listed shows as posts that are missing.
            ((try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)) ?? [])
                .filter { !DrivenSpool.isSidecar($0) && !$0.hasPrefix(".") }
        }

        /// What is wrong, in words.
        func wrongs() throws -> [String] {
            var wrongs: [String] = []
            for folder in ["inbox", "work"] where !names(folder).isEmpty {
                wrongs.append("left in \(folder): \(names(folder))")
            }
            var reader = JournalReader(try Folder(path: path + "/journal"))
            var lines: [UInt64: [JournalLine]] = [:]
            var judged: [String: [JournalLine]] = [:]
            while let line = try reader.next() {
                if let inode = line.inode { lines[inode, default: []].append(line) }
                if line.event.destination != nil { judged[line.post, default: []].append(line) }
            }
            let dropped = dropped.withLock { $0 }
            var found: [String: [String]] = [:]
            for folder in ["approved", "flagged", "rejected", "failed"] {
                for name in names(folder) {
                    guard dropped[name] != nil else {
                        wrongs.append("\(folder)/\(name) was never dropped")
                        continue
                    }
                    found[name, default: []].append(folder)
                    wrongs += self.wrongs(of: name, in: folder, dropped[name] ?? "", lines)
                }
            }
            for name in dropped.keys {
                let places = found[name] ?? []
                if places.count != 1 { wrongs.append("\(name) is in \(places), not in one folder") }
                let verdicts = judged[name] ?? []
                if verdicts.count != 1 {
                    wrongs.append("\(name) has verdicts \(verdicts.map { "\($0.sequence) \($0.event.kind)" })")
                }
            }
            return wrongs
        }

        private func wrongs(
            of name: String, in folder: String, _ text: String, _ lines: [UInt64: [JournalLine]]
        ) -> [String] {
            var status = stat()
            let file = path + "/\(folder)/" + name
            lstat(file, &status)
            var wrongs: [String] = []
            if FileManager.default.contents(atPath: file) != Data(text.utf8) {
                wrongs.append("\(file): other contents")
            }
            let about = lines[UInt64(status.st_ino)] ?? []
            guard let last = about.last else { return wrongs + ["\(folder)/\(name) has no line"] }
            let said: String =
                if case .failed = last.event { "failed" } else { last.event.outcome?.rawValue ?? last.event.kind }
            if said != folder { wrongs.append("\(folder)/\(name): the journal says \(said)") }
            let isDecided = about.contains { $0.event.decision?.word == .approve }
            if folder == "approved", text.hasPrefix("flag"), !isDecided {
                wrongs.append("\(folder)/\(name) was approved by nobody")
            }
            return wrongs
        }
    }
#endif
