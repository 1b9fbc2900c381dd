public import Moderation
internal import Synchronization

/// What was learned of spam. Takes about 6 MB once something was learned, twice as much for the moment in which it learns
/// everything again. Keeps no texts: weights by hash, and of the last 1,024 lessons the hashes of their features.
public final class SpamMemory: Learns, ForgetsAuthors, GivesNotices {
    private let state: Mutex<SpamState>
    /// One lesson at a time, and relearning everything goes first.
    private let teacher = Mutex(FeatureReader())
    private let saved = Mutex<Int>(-1)
    private let noted = Mutex(Notices())
    private let base: BaseModel?
    private let wantsGrams: Bool

    /// Starts with only the base model; with `nil`, empty.
    init(base: BaseModel? = .embedded, wantsGrams: Bool = true) {
        self.base = base
        self.wantsGrams = wantsGrams
        state = Mutex(SpamState(salt: UInt64.random(in: 1 ... .max)))
    }

    /// From a snapshot, which says whether the base model was used.
    init(_ snapshot: [UInt8]) throws(MemoryProblem) {
        let (state, usesBase) = try SpamSnapshot.read(snapshot)
        self.state = Mutex(state)
        base = usesBase ? .embedded : nil
        wantsGrams = true
        saved.withLock { $0 = state.version }
    }

    // MARK: Asking

    /// How likely a post is spam, from what was learned.
    func logit(_ vector: FeatureVector) -> Float { state.withLock { $0.logit(vector, base: base) } }

    /// The probability and what speaks for it and against it.
    public func score(_ post: ExaminedPost, now: Instant) -> SpamReading {
        teacher.withLock { reader in
            reader.read(post, now: now, grams: wantsGrams, reasons: true)
            return reading(of: post, by: reader)
        }
    }

    /// The same, of a post that was read for reasons already.
    func reading(of post: borrowing ExaminedPost, by reader: borrowing FeatureReader) -> SpamReading {
        let vector = reader.vector
        let (logit, weights) = state.withLock { state in
            (state.logit(vector, base: base), state.contributions(vector, base: base))
        }
        return SpamReading(
            probability: Calibration.probability(logit: logit),
            reasons: Reasons.find(reader, weights, in: post))
    }

    /// Lessons of acceptable posts and of spam that were learned.
    public var lessons: (acceptable: Int, spam: Int) { state.withLock { (Int($0.acceptable), Int($0.spam)) } }

    /// Lessons to learn from again.
    var kept: [TaughtPost] { state.withLock { $0.kept } }

    // MARK: Learning

    /// Learns what a person decided.
    public func learn(_ lesson: Lesson) {
        teacher.withLock { reader in
            let taught = taught(lesson, reader: &reader, salt: state.withLock { $0.salt })
            let (outcome, surprises) = state.withLock { state in
                (state.learn(taught, base: base), state.surprises)
            }
            noted.withLock { $0.note(outcome, lesson, surprises) }
        }
    }

    /// Relearns everything in the background, then replaces the model in use.
    public func relearn(_ lessons: some Sequence<Lesson>) {
        teacher.withLock { reader in
            var fresh = SpamState(salt: state.withLock { $0.salt })
            fresh.version = state.withLock { $0.version } + 1
            for lesson in lessons {
                _ = fresh.learn(taught(lesson, reader: &reader, salt: fresh.salt), base: base)
            }
            fresh.settle()
            let done = fresh
            state.withLock { $0 = done }
        }
    }

    /// After lessons in bulk: goes through the last ones again and calibrates.
    public func settle() { teacher.withLock { _ in state.withLock { $0.settle() } } }

    /// Forgets which of the kept lessons were of an author.
    public func forget(author: String) {
        state.withLock { $0.forget(author: SpamState.hash(author.utf8, salt: $0.salt)) }
    }

    private func taught(_ lesson: Lesson, reader: inout FeatureReader, salt: UInt64) -> TaughtPost {
        reader.read(lesson.post, now: lesson.post.receivedAt, grams: wantsGrams)
        let author = lesson.post.post.text(of: Field("author.id")).map { SpamState.hash($0, salt: salt) } ?? 0
        let vector = reader.vector.copy
        return TaughtPost(
            id: SpamState.hash(lesson.id.utf8, salt: salt), author: author,
            campaign: TaughtPost.campaign(of: vector), isSpam: lesson.decision.word.isAgainst, vector: vector,
            prior: base.map { $0.margin(vector) * SpamState.prior } ?? 0)
    }

    // MARK: Telling

    /// What a person should look at, since this was last asked: odd lessons.
    public func takeNotices() -> [String] {
        noted.withLock { notices in
            defer { notices = Notices() }
            return notices.lines
        }
    }

    // MARK: Keeping

    /// In one piece.
    public func snapshot(beside parts: Set<String>) -> MemorySnapshot? { snapshot().map { MemorySnapshot(head: $0) } }

    /// All of it; nil if nothing was learned since the last one.
    public func snapshot() -> [UInt8]? {
        crossFit()
        let copy = state.withLock { $0 }
        let isNew = saved.withLock { version in
            defer { version = copy.version }
            return version != copy.version && copy.version > 0
        }
        return isNew ? SpamSnapshot.write(copy, usesBase: base != nil) : nil
    }

    /// Once for all lessons that came together. Posts are judged and lessons learned meanwhile; if there came more, the
    /// next snapshot does it.
    private func crossFit() {
        let (lessons, version) = state.withLock { ($0.wantsCrossFitting ? $0.kept : [], $0.version) }
        guard !lessons.isEmpty else { return }
        let margins = CrossFitting.margins(of: lessons)
        state.withLock { if $0.version == version { $0.calibrate(by: margins) } }
    }

    /// A base model made of what was learned; for Scripts/train-spam-base.
    public func packed() -> [UInt8] { state.withLock { BaseModel.pack($0) } }
}
