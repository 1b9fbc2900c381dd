/// Everything that was learned: the model, its calibration, and the last lessons.
struct SpamState: Sendable {
    /// Lessons that are kept, to be gone through again and to calibrate by: about 1 KB each.
    static let keptLimit = 1024
    /// Earlier lessons gone through again with each new one: twice as many as long as all are kept.
    private var replays: Int { kept.count < Self.keptLimit ? 2 : 1 }
    /// Lessons of one author or one campaign that count among those kept: at least this many, at most a tenth.
    private static let leastShare = 20

    var model = SpamModel()
    var calibration = Calibration()
    /// The last lessons, in a ring.
    private(set) var kept: [TaughtPost] = []
    /// Their words.
    private var words = WordCounts()
    var next = 0
    /// Lessons of acceptable posts and of spam that were learned, ever.
    var acceptable: UInt64 = 0
    var spam: UInt64 = 0
    /// Lessons passed over because their author or campaign had taught enough.
    var passedOver: UInt64 = 0
    /// Keys the hashes of ids and authors.
    var salt: UInt64
    /// For choosing what is gone through again: the same lessons in the same order give the same model.
    var chance: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// Of the last lessons, a bit each: the model had been sure of the opposite.
    var surprises: UInt32 = 0
    var version = 0
    private var sinceFitted = 0
    private var isCrossFitted = true

    init(salt: UInt64) { self.salt = salt }

    var lessons: UInt64 { acceptable + spam }

    /// A keyed hash of an id, never 0.
    static func hash(_ text: some Sequence<UInt8>, salt: UInt64) -> UInt64 {
        var hash = salt
        for byte in text { hash = FeatureReader.mix(hash ^ UInt64(byte)) }
        return max(hash, 1)
    }

    // MARK: Asking

    /// The natural logarithm of the odds that a post is spam.
    func logit(_ vector: FeatureVector, base: BaseModel?) -> Float {
        guard let base else { return lessons == 0 ? 0 : calibration.logit(model.margin(vector)) + hint(vector) }
        let margin = base.margin(vector)
        guard knowsBothKinds else { return base.logit(margin: margin) }
        return calibration.logit(model.margin(vector) + margin * Self.prior) + hint(vector)
    }

    /// Of the base model's margin, what own lessons begin from: they teach the difference. Measured with the bases of other
    /// communities: twice as much helps no more, three times as much hurts, and so does its word beside the own one, for it
    /// does not know how rare spam is here.
    static let prior: Float = 0.2

    /// What naive Bayes over the kept lessons adds to the odds: little of few lessons, and less again if there are more than
    /// are kept. Measured by cross-validation, flat around these.
    private func hint(_ vector: FeatureVector) -> Float { hintWeight * words.evidence(vector) }

    private var hintWeight: Float {
        guard knowsBothKinds else { return 0 }
        let count = Float(kept.count)
        return 0.4 * count / (count + 100) * min(1, Float(Self.keptLimit) / Float(max(lessons, 1)))
    }

    /// Until then, only the base model is used.
    var knowsBothKinds: Bool { min(spam, acceptable) >= UInt64(Calibration.least) }

    // MARK: Learning

    /// What came of a lesson.
    enum Outcome: Equatable {
        case learned
        /// It was known already.
        case known
        /// Its author or campaign has taught as much as one may.
        case passedOver
        /// Learned, though the model had been sure of the opposite.
        case surprising
    }

    /// Learns a lesson. Costs as much as a few posts judged.
    mutating func learn(_ lesson: TaughtPost, base: BaseModel?) -> Outcome {
        version += 1
        isCrossFitted = false
        let (known, hasTaughtEnough) = look(for: lesson)
        if let index = known {
            guard kept[index].isSpam != lesson.isSpam else { return .known }
            let isSurprising = note(lesson, wasHeldFor: logit(lesson.vector, base: base))
            // Decided again. What it taught is not taken back exactly: `relearn` does that.
            words.remove(kept[index].vector, isSpam: kept[index].isSpam)
            words.add(kept[index].vector, isSpam: lesson.isSpam)
            kept[index].isSpam = lesson.isSpam
            kept[index].own = 0
            if lesson.isSpam { spam += 1 } else { acceptable += 1 }
            for _ in 0...replays { repeatLesson(index) }
            fit()
            return isSurprising ? .surprising : .learned
        }
        guard !hasTaughtEnough else {
            passedOver += 1
            return .passedOver
        }
        let (margin, moved) = model.learn(lesson.vector, isSpam: lesson.isSpam, prior: lesson.prior)
        var lesson = lesson
        (lesson.fresh, lesson.own) = (margin + lesson.prior, moved)
        let before =
            knowsBothKinds || base == nil
            ? calibration.logit(lesson.fresh) : base?.logit(margin: lesson.prior / Self.prior) ?? 0
        let isSurprising = note(lesson, wasHeldFor: before)
        if lesson.isSpam { spam += 1 } else { acceptable += 1 }
        keep(lesson)
        for _ in 0..<replays {
            chance = FeatureReader.mix(chance &+ 0x9E37_79B9_7F4A_7C15)
            repeatLesson(Int(chance % UInt64(kept.count)))
        }
        sinceFitted += 1
        if sinceFitted > kept.count / 8 { fit() }
        return isSurprising ? .surprising : .learned
    }

    /// Whether the model, which gave the lesson these odds before, had been sure of the opposite.
    private mutating func note(_ lesson: TaughtPost, wasHeldFor logit: Float) -> Bool {
        let isSurprising = lessons >= 50 && (lesson.isSpam ? logit < -4 : logit > 4)
        surprises = surprises << 1 | (isSurprising ? 1 : 0)
        return isSurprising
    }

    /// Goes through the kept lessons some more times and calibrates again; after lessons in bulk.
    mutating func settle() {
        version += 1
        for _ in 0..<2 { for index in kept.indices { repeatLesson(index) } }
        for index in kept.indices {
            kept[index].fresh = model.margin(kept[index].vector) + kept[index].prior - kept[index].own
        }
        fit()
        if wantsCrossFitting { calibrate(by: CrossFitting.margins(of: kept)) }
    }

    /// Whether `calibrate` is still to be asked for.
    var wantsCrossFitting: Bool { !isCrossFitted && kept.count <= CrossFitting.limit }

    /// If there are few lessons, what is known of them by `CrossFitting` is better than `fresh`; but it takes a while.
    mutating func calibrate(by margins: [Float]) {
        guard margins.count == kept.count else { return }
        let pairs = zip(margins, kept).map { ($0, $1.isSpam) }
        if let fitted = Calibration(margins: pairs) { calibration = fitted }
        isCrossFitted = true
        version += 1
    }

    private mutating func repeatLesson(_ index: Int) {
        let (margin, moved) = model.learn(
            kept[index].vector, isSpam: kept[index].isSpam, prior: kept[index].prior)
        kept[index].fresh = margin + kept[index].prior - kept[index].own
        kept[index].own += moved
    }

    private mutating func fit() {
        sinceFitted = 0
        if let fitted = Calibration(margins: kept.map { ($0.fresh, $0.isSpam) }, near: calibration) {
            calibration = fitted
        }
    }

    /// If a lesson is kept already, and whether its author or its campaign taught all that one may.
    private func look(for lesson: TaughtPost) -> (known: Int?, hasTaughtEnough: Bool) {
        let most = max(Self.leastShare, kept.count / 10)
        var byAuthor = 0
        var byCampaign = 0
        for index in kept.indices {
            if kept[index].id == lesson.id { return (index, false) }
            if lesson.author != 0, kept[index].author == lesson.author { byAuthor += 1 }
            if kept[index].campaign == lesson.campaign, kept[index].isSpam == lesson.isSpam { byCampaign += 1 }
        }
        return (nil, byAuthor >= most || byCampaign >= most)
    }

    /// Forgets which kept lessons are of an author; what they taught goes with `relearn`.
    mutating func forget(author: UInt64) {
        let left = (kept[next...] + kept[..<next]).filter { $0.author != author }
        guard left.count < kept.count else { return }
        (kept, words, next) = ([], WordCounts(), 0)
        for lesson in left { keep(lesson) }
        version += 1
    }

    /// Keeps a lesson, in place of the oldest if there is no room.
    mutating func keep(_ lesson: TaughtPost) {
        words.add(lesson.vector, isSpam: lesson.isSpam)
        if kept.count < Self.keptLimit {
            kept.append(lesson)
        } else {
            words.remove(kept[next].vector, isSpam: kept[next].isSpam)
            kept[next] = lesson
            next = (next + 1) % Self.keptLimit
        }
    }

    /// What each word adds to the odds by naive Bayes.
    func addHints(_ vector: FeatureVector, to weights: inout [Float]) {
        words.addContributions(vector, hintWeight, to: &weights)
    }
}
