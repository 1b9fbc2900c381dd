internal import Links
public import Moderation
internal import Synchronization

/// What the floods plugin remembers: what the rules in force ask for, live or in shadow, for as long as they look back. A
/// post takes about 95 bytes, whatever it says: 1,000,000 posts 95 MB, an empty memory 120 KB (`Benchmarks/spam-facts
/// speed`). Texts, names and links are kept only as keyed hashes.
public final class FloodMemory: Observes, ForgetsAuthors {
    /// No check looks back further, in seconds: 31 days.
    public static let longestWindow: Double = 31 * 86_400

    /// Seconds that an author is known at least, if a rule asks for first posts: a day.
    static let shortestWindow: Double = 86_400

    private let state: Mutex<FloodState>
    /// Keys the hashes.
    let salt: UInt64
    /// What the rules in force ask for.
    let demands = FloodDemands()

    public convenience init() { self.init(FloodState(salt: UInt64.random(in: .min ... .max))) }

    init(_ state: FloodState) {
        salt = state.salt
        self.state = Mutex(state)
    }

    /// Reads what is remembered. Short: it holds up the other workers.
    func read<Result>(_ body: (borrowing FloodState) -> Result) -> Result { state.withLock { body($0) } }

    /// Bytes that it takes.
    public var size: Int { read { $0.size } }

    /// Remembers a post, if a rule asks for what there is to remember of it.
    public func observe(_ post: ExaminedPost, _ verdict: Verdict) {
        let (wanted, keep) = demands.now
        let now = FloodFacts.seconds(verdict.decidedAt)
        guard !wanted.isNothing else { return state.withLock { $0.fade(olderThan: keep, at: now) } }
        let facts = FloodFacts.of(post, salt: salt, signed: wanted.similar)
        let signatures = wanted.similar ? facts.signatures : []
        let links = wanted.links ? facts.links.map(\.hash) : []
        guard !signatures.isEmpty || !links.isEmpty || wanted.authors && facts.author != 0 else { return }
        let named = verdict.annotations[FloodsPlugin.campaigns.name].first.flatMap { UInt64($0, radix: 16) }
        state.withLock { state in
            var campaign: UInt64 = 0
            if let signature = signatures.first {
                // Judged by rules that did not ask yet: it is compared from now on all the same.
                campaign = named ?? state.campaigns(like: signatures).first?.campaign ?? signature.id
            }
            state.add(
                RememberedPost(time: now, author: facts.author, campaign: campaign, links: links), signatures,
                keep: keep)
        }
    }

    /// Its posts stay as posts of nobody.
    public func forget(author: String) {
        let hash = FloodFacts.hash(Array(author.utf8), salt)
        state.withLock { $0.forget(author: hash) }
    }

    /// What changed since `parts` were written; nil if nothing did.
    public func snapshot(beside parts: Set<String>) -> MemorySnapshot? {
        // Copies share their arrays until one side writes; what is written next is taken out of them under the lock.
        let pending = state.withLock { FloodSnapshot.pending($0, beside: parts) }
        return FloodSnapshot.write(pending, beside: parts)
    }
}

extension Signature {
    /// The campaign that a post begins: 48 bits, which reveal nothing about the text without the salt.
    var id: UInt64 { max(whole >> 16, 1) }
}
