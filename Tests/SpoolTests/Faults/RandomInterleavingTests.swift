#if DEBUG
    import Foundation
    import Glibc
    import Moderation
    import Synchronization
    import Testing

    @testable import Spool

    /// Several workers, checkpoints, a person who decides, one who moves files by hand, and changing rules, at the same
    /// time on one spool, while producers drop posts; and at some system call of each life a fault. After a last life
    /// without faults every post must be filed once, by what the journal says last.
    ///
    /// The seed decides which faults come and in which order the threads want things; the system decides the rest.
    /// MOONGATE_INTERLEAVING_SEED repeats a run, MOONGATE_INTERLEAVING_ROUNDS makes it longer.
    @Suite(.serialized) struct RandomInterleavingTests {
        private static func setting(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }

        static let rounds = Int(setting("MOONGATE_INTERLEAVING_ROUNDS") ?? 24)
        static let seed = setting("MOONGATE_INTERLEAVING_SEED") ?? UInt64.random(in: 1...UInt64(UInt32.max))

        @Test(.timeLimit(.minutes(15))) func everyPostIsFiledByItsLastWord() throws {
            print("random interleavings: MOONGATE_INTERLEAVING_SEED=\(Self.seed), \(Self.rounds) rounds")
            var random = SeededNumbers(state: Self.seed)
            for round in 0..<Self.rounds {
                let spool = try BusySpool()
                var lives: [String] = []
                for _ in 0..<3 {
                    lives.append(BusySpool.randomFaults(&random))
                    try spool.live(lives.last ?? "", seed: random.next())
                }
                try spool.liveInPeace()
                let wrongs = try spool.wrongs()
                #expect(wrongs.isEmpty, "seed \(Self.seed), round \(round), faults \(lives): \(wrongs)")
            }
        }

        /// What the faults of the rounds may come at: each call of a life is met about as often.
        @Test func aLifeMakesTheCallsThatFaultsComeAt() throws {
            let spool = try BusySpool()
            let count = try spool.live("", seed: Self.seed)
            try spool.liveInPeace()
            #expect(try spool.wrongs() == [])
            #expect(count > BusySpool.callLimit / 2)
        }
    }

    /// Sebastiano Vigna's SplitMix64.
    struct SeededNumbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }
#endif
