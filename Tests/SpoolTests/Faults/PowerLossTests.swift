#if DEBUG
    import Files
    import Foundation
    import Glibc
    import Synchronization
    import Testing

    @testable import Spool

    /// The power goes after any call on the way of a post: what was not synced is dropped, and Moongate started again on
    /// what is left.
    ///
    /// Proved: for each of three models of what a disk keeps (`Disk.Model`) and at each call, every post is filed once
    /// and by its verdict. Not proved: that a given file system and drive keep what they confirm; contents half on disk
    /// (a torn journal line is `JournalTests` and `everyWriteTornOrShort`); names kept in an order of the disk's own.
    @Suite struct PowerLossTests {
        struct Case: Sendable, CustomStringConvertible {
            let settings: DrivenSpool.Settings
            let model: Disk.Model
            /// Whether the producers had synced their posts.
            let isSynced: Bool
            var description: String { "\(settings), \(model.rawValue), \(isSynced ? "synced" : "unsynced") posts" }

            static let all = DrivenSpool.Settings.all.flatMap { settings in
                Disk.Model.allCases.flatMap { model in
                    [true, false].map { Case(settings: settings, model: model, isSynced: $0) }
                }
            }
        }

        /// What the disk holds after each call of a life without faults, each different state once.
        private func states(_ one: Case) throws -> (driven: DrivenSpool, states: [(at: String, SpoolImage)]) {
            let driven = try DrivenSpool(one.settings)
            let path = driven.path
            let start = SpoolImage(of: path)
            let seen = Mutex(
                (
                    disk: Disk(one.model, holding: start, unsyncedPosts: !one.isSynced),
                    states: [(at: "start", start)]
                ))
            let faults = Faults("", death: .silence) { call, descriptor in
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(descriptor)")
                let now = SpoolImage(of: path)
                seen.withLock { seen in
                    seen.disk.saw(call, target.map { String($0.dropFirst(path.utf8.count)) }, now)
                    let state = seen.disk.afterPowerLoss
                    if seen.states.last?.1 != state { seen.states.append((call.rawValue, state)) }
                }
            }
            driven.live(with: try faults.orThrow("faults"))
            return (driven, seen.withLock { $0.states })
        }

        @Test(arguments: Case.all) func powerLoss(_ one: Case) throws {
            let (driven, states) = try states(one)
            #expect(states.count > 3)
            var allowed = DrivenSpool.Allowances()
            // An empty file is another post, and judged as such.
            allowed.contents = one.isSynced
            allowed.secondNumber = !one.isSynced
            for (number, (call, state)) in states.enumerated().reversed() {
                try state.write(to: driven.path)
                // The system has started since.
                driven.live(with: nil, after: .fromSystemClock())
                let wrongs = try driven.wrongs(allowed)
                if !wrongs.isEmpty { Issue.record("\(one), state \(number) after \(call): \(wrongs)") }
            }
        }

        /// Strict: a post that is in an outcome folder after a power failure has its contents, also where its
        /// producer had synced nothing.
        @Test(arguments: Case.all.filter { $0.settings.durability == .strict && !$0.isSynced })
        func filedMeansOnDisk(_ one: Case) throws {
            let states = try states(one).states
            var seen = 0
            for (number, (call, state)) in states.enumerated() {
                for file in state.files.values where file.link == nil && !file.path.hasSuffix(".verdict.json") {
                    guard let bytes = file.bytes,
                        file.path.hasPrefix("/approved/") || file.path.hasPrefix("/flagged/")
                    else { continue }
                    seen += 1
                    #expect(!bytes.isEmpty, "\(file.path) in state \(number) after \(call)")
                }
            }
            #expect(seen > 0)
        }
    }
#endif
