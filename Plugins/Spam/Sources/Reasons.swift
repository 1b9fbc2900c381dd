internal import Moderation
internal import TextForms

/// What of a post speaks loudest for spam and against it, as a person can look at it: pieces of the text, and facts.
struct Reasons {
    /// Shown of either side.
    private static let limit = 4

    private let features: [Feature]
    private let weights: [Float]
    private var candidates: [Candidate] = []

    /// Something that may be shown. Without references: there are many, and few are shown.
    private struct Candidate {
        let weight: Float
        /// Of the fact; -1 for a piece of text.
        let feature: Int32
        let entry: Int16
        /// Bytes of the folded text.
        let lower: Int32
        let upper: Int32
    }

    /// `weights` are what the features add, in their order.
    static func find(
        _ features: [Feature], _ weights: [Float], in post: borrowing ExaminedPost
    ) -> [SpamReading.Reason] {
        var reasons = Reasons(features: features, weights: weights)
        reasons.collect(post)
        return reasons.strongest(post, isFor: true) + reasons.strongest(post, isFor: false)
    }

    private init(features: [Feature], weights: [Float]) {
        self.features = features
        self.weights = weights
    }

    private mutating func collect(_ post: borrowing ExaminedPost) {
        for (index, entry) in post.post.entries.enumerated() where FeatureReader.isText(entry.field) {
            guard let text = post.folded[index]?.bytes, !text.isEmpty else { continue }
            addPieces(of: text, Int16(clamping: index))
        }
        for (index, feature) in features.enumerated() where feature.fact != nil && weights[index] != 0 {
            candidates.append(
                Candidate(
                    weight: weights[index], feature: Int32(index), entry: feature.entry, lower: feature.lower,
                    upper: feature.upper))
        }
        candidates.sort { $0.weight.magnitude > $1.weight.magnitude }
    }

    /// Words with what everything that covers them adds; neighbours that say the same become one piece.
    private mutating func addPieces(of text: [UInt8], _ entry: Int16) {
        // Everything that covers a byte has a share in it: steps at its ends, then summed along the text.
        var steps = [Float](repeating: 0, count: text.count + 1)
        for (index, feature) in features.enumerated() where feature.entry == entry && feature.fact == nil {
            guard feature.lower >= 0, feature.lower < feature.upper, Int(feature.upper) <= text.count else { continue }
            let share = weights[index] / Float(feature.upper - feature.lower)
            steps[Int(feature.lower)] += share
            steps[Int(feature.upper)] -= share
        }
        var words: [Candidate] = []
        var strongest: Float = 0
        var level: Float = 0
        var at = 0
        while at < text.count {
            let (value, length) = FeatureReader.scalar(text, at)
            let kind = CharacterKind(value)
            let start = at
            at += length
            if kind == .part {
                while at < text.count {
                    let (next, length) = FeatureReader.scalar(text, at)
                    guard CharacterKind(next) == .part else { break }
                    at += length
                }
            }
            var sum: Float = 0
            for byte in start..<at {
                level += steps[byte]
                sum += level
            }
            guard kind == .part || kind == .ideograph else { continue }
            strongest = max(strongest, sum.magnitude)
            words.append(
                Candidate(weight: sum, feature: -1, entry: entry, lower: Int32(start), upper: Int32(at)))
        }
        var parts = 0
        var last: Candidate?
        for word in words where word.weight.magnitude >= strongest * 0.2 {
            if let before = last, (before.weight > 0) == (word.weight > 0), word.lower - before.upper <= 1, parts < 8 {
                last = Candidate(
                    weight: before.weight + word.weight, feature: -1, entry: entry, lower: before.lower,
                    upper: word.upper)
                parts += 1
            } else {
                if let last { candidates.append(last) }
                last = word
                parts = 1
            }
        }
        if let last { candidates.append(last) }
    }

    private func strongest(_ post: borrowing ExaminedPost, isFor: Bool) -> [SpamReading.Reason] {
        let floor = max((candidates.first?.weight.magnitude ?? 0) * 0.1, 0.05)
        var shown: [Candidate] = []
        for one in candidates {
            guard one.weight.magnitude >= floor, shown.count < Self.limit else { break }
            guard (one.weight > 0) == isFor, !shown.contains(where: { saysTheSame(one, $0) }) else { continue }
            shown.append(one)
        }
        return shown.map { reason($0, post) }
    }

    /// A link's host, domain and ending say the same to a reader, and so do two levels of one fact.
    private func saysTheSame(_ a: Candidate, _ b: Candidate) -> Bool {
        guard a.feature >= 0, b.feature >= 0 else { return false }
        if a.entry >= 0 { return a.entry == b.entry && a.lower == b.lower }
        return features[Int(a.feature)].fact == features[Int(b.feature)].fact
    }

    private func reason(_ candidate: Candidate, _ post: borrowing ExaminedPost) -> SpamReading.Reason {
        let fact = candidate.feature < 0 ? nil : features[Int(candidate.feature)].fact
        guard candidate.entry >= 0 else {
            return SpamReading.Reason(
                weight: Double(candidate.weight), name: fact?.description(Int(candidate.lower)), field: nil,
                element: nil, range: nil)
        }
        let entry = post.post.entries[Int(candidate.entry)]
        let range = Int(candidate.lower)..<Int(candidate.upper)
        return SpamReading.Reason(
            weight: Double(candidate.weight), name: fact?.description(0), field: entry.field, element: entry.element,
            // Facts lie in the text as it was written already.
            range: fact == nil ? post.folded[Int(candidate.entry)]?.original(of: range) : range)
    }
}
