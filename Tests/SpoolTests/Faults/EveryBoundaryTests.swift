#if DEBUG
    import Files
    import Testing

    @testable import Spool

    /// Something goes wrong at every single system call from the start of the process to the checkpoint, for one post
    /// and for a batch; then it is started again and all must be well.
    ///
    /// The process is not really killed here: from the chosen call on, none of its calls reaches the kernel, which leaves
    /// the same files. (`BoundaryKillTests`, end to end, kills real processes.)
    @Suite struct EveryBoundaryTests {
        static let settings = DrivenSpool.Settings.all

        /// How many calls a life without faults makes.
        private func boundaries(_ settings: DrivenSpool.Settings) throws -> Int {
            let driven = try DrivenSpool(settings)
            let faults = try Faults("", death: .silence).orThrow("faults")
            driven.live(with: faults)
            #expect(try driven.wrongs() == [])
            return faults.count
        }

        private func expectAllWell(
            _ settings: DrivenSpool.Settings, _ text: String, _ allowed: DrivenSpool.Allowances = .init()
        ) throws {
            let driven = try DrivenSpool(settings)
            driven.live(with: try Faults(text, death: .silence).orThrow("faults: \(text)"))
            driven.live(with: nil)
            let wrongs = try driven.wrongs(allowed)
            if !wrongs.isEmpty { Issue.record("\(settings), \(text): \(wrongs)") }
        }

        @Test(arguments: settings) func killed(_ settings: DrivenSpool.Settings) throws {
            var settings = settings
            settings.usesInbox = true
            let count = try boundaries(settings)
            #expect(count > 40)
            for number in 1...count + 1 { try expectAllWell(settings, "any:\(number):kill") }
            print("\(settings): killed at each of \(count) calls")
        }

        /// Killed a second time, at each call of the recovery from a kill just before the journal or the filing.
        @Test(arguments: settings) func killedAgainWhileRecovering(_ settings: DrivenSpool.Settings) throws {
            for first in ["fdatasync:1:kill", "rename:3:kill", "syncfs:1:kill"] {
                for number in 1...(try boundaries(settings)) {
                    let driven = try DrivenSpool(settings)
                    for text in [first, "any:\(number):kill"] {
                        driven.live(with: try Faults(text, death: .silence).orThrow("faults: \(text)"))
                    }
                    driven.live(with: nil)
                    let wrongs = try driven.wrongs()
                    if !wrongs.isEmpty { Issue.record("\(settings), \(first), then \(number): \(wrongs)") }
                }
            }
        }

        @Test(arguments: settings) func everyWriteTornOrShort(_ settings: DrivenSpool.Settings) throws {
            for number in 1...20 {
                try expectAllWell(settings, "write:\(number):tear")
                try expectAllWell(settings, "write:\(number):short")
            }
        }

        @Test(arguments: settings, ["ENOSPC", "EIO", "EMFILE", "EACCES", "EROFS"])
        func everyCallFails(_ settings: DrivenSpool.Settings, _ error: String) throws {
            for number in 1...(try boundaries(settings)) {
                for lasting in ["", "+"] {
                    try expectAllWell(
                        settings, "any:\(number)\(lasting):\(error)", .init(unreadable: true, badLines: 1))
                }
            }
        }
    }
#endif
