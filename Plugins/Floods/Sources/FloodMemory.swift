internal import Links
public import Moderation
internal import Synchronization

/// What the floods plugin remembers. Every post takes about 100 bytes, whatever it says: 1,000,000 posts about 105 MB, an
/// empty memory about 50 KB. Texts, names and links are kept as keyed hashes alone.
public final class FloodMemory: PluginMemory {
    /// No check looks back further, in seconds: 31 days.
    public static let longestWindow: Double = 31 * 86_400

    private let state: Mutex<FloodState>
    /// Seconds that the rules in force look back.
    private let kept = Mutex<Double>(86_400)
    private let saved = Mutex<Int>(-1)

    /// Empty.
    public init() { state = Mutex(FloodState(salt: UInt64.random(in: .min ... .max))) }

    /// From a snapshot.
    init(_ snapshot: [UInt8]) throws(MemoryProblem) { state = Mutex(try FloodSnapshot.read(snapshot)) }

    /// Posts are kept at least so long, as long as there is room.
    func keep(seconds: Double) { kept.withLock { $0 = max($0, min(seconds, Self.longestWindow)) } }

    /// Reads what is remembered. Short: it holds up the other workers.
    func read<Result>(_ body: (FloodState) -> Result) -> Result { state.withLock { body($0) } }

    var salt: UInt64 { state.withLock { $0.salt } }

    /// Bytes that it takes.
    public var size: Int {
        state.withLock { state in
            state.generations.reduce(0) { $0 + $1.size }
                + state.campaigns.values.reduce(0) { $0 + 96 + $1.times.capacity * 8 }
        }
    }

    /// Remembers a post.
    public func observe(_ post: ExaminedPost, _ verdict: Verdict) {
        let facts = FloodFacts(of: post, salt: salt)
        let keep = UInt32(kept.withLock { $0 })
        let campaign = verdict.campaigns.first.flatMap { UInt64($0, radix: 16) }
        state.withLock { state in
            // No rule asked for similar posts: they are compared from now on all the same.
            var id = campaign ?? 0
            if id == 0, let signature = facts.signature {
                id = state.campaigns(like: signature).first ?? signature.id
            }
            state.add(
                time: FloodFacts.seconds(verdict.decidedAt), author: facts.author, signature: facts.signature,
                campaign: facts.signature == nil ? 0 : id, links: facts.links.map(\.hash), keep: keep)
        }
    }

    /// All of it; nil where nothing changed since the last one, so that an idle daemon writes nothing.
    public func snapshot() -> [UInt8]? {
        // Arrays are shared until one side writes: the lock is held for a moment only.
        let copy = state.withLock { $0 }
        let isNew = saved.withLock { version in
            defer { version = copy.version }
            return version != copy.version
        }
        return isNew ? FloodSnapshot.write(copy) : nil
    }
}

extension Signature {
    /// The campaign that a post begins: 48 bits, none of which tells of the text without the salt.
    var id: UInt64 { max(whole >> 16, 1) }
}
