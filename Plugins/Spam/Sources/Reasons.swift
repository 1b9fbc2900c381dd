internal import Moderation
internal import TextForms

/// What of a post speaks loudest for spam and against it, as a person can look at it: phrases, links and contacts as they
/// stand there, and facts in words. What says the same is one reason with all its weight.
struct Reasons {
    /// Shown of either side.
    private static let limit = 4

    private let features: [Feature]
    private let weights: [Float]
    /// If the facts are: after everything that is text.
    private let facts: Range<Int>
    private var candidates: [Candidate] = []

    /// Something that may be shown.
    private struct Candidate {
        var weight: Float
        /// How it is told; nil for a phrase.
        var fact: SpamFact?
        /// What was counted of a fact.
        var number = 0
        /// Of the post's entries; -1 for a fact about the whole post.
        var entry: Int
        /// Bytes of the text as it was written.
        var range: Range<Int>?
    }

    /// `weights` are what the features add, in their order.
    static func find(
        _ reader: borrowing FeatureReader, _ weights: [Float], in post: borrowing ExaminedPost
    ) -> [SpamReading.Reason] {
        var reasons = Reasons(
            features: reader.features, weights: weights, facts: reader.vector.range(of: .facts))
        reasons.addTexts(post)
        reasons.addFacts()
        reasons.candidates.sort { $0.weight.magnitude > $1.weight.magnitude }
        return reasons.strongest(post, isFor: true) + reasons.strongest(post, isFor: false)
    }

    private init(features: [Feature], weights: [Float], facts: Range<Int>) {
        self.features = features
        self.weights = weights
        self.facts = facts
    }

    // MARK: Texts

    private mutating func addTexts(_ post: borrowing ExaminedPost) {
        for (entry, element) in post.post.entries.enumerated() {
            var places = places(in: entry)
            let isText = FeatureReader.isText(element.field)
            guard isText || !places.isEmpty, let text = post.folded(entry), !text.bytes.isEmpty else { continue }
            if isText {
                var phrases = Phrases(of: text.bytes, features, weights, entry: entry)
                if !places.isEmpty {
                    phrases.takeWords { word in
                        let range = text.original(of: word)
                        guard let place = places.firstIndex(where: { $0.range.overlaps(range) }) else { return nil }
                        return { places[place].weight += $0 }
                    }
                }
                for phrase in phrases.strongest() {
                    candidates.append(
                        Candidate(weight: phrase.weight, entry: entry, range: text.original(of: phrase.range)))
                }
            }
            for place in places {
                candidates.append(
                    Candidate(weight: place.weight, fact: place.fact, entry: entry, range: place.range))
            }
        }
    }

    /// A link or a contact in a text.
    private struct Place {
        var weight: Float
        var fact: SpamFact
        var range: Range<Int>
    }

    /// Its host, domain and ending are one, and so are a link and the account that it leads to.
    private func places(in entry: Int) -> [Place] {
        var places: [Place] = []
        for index in facts {
            let feature = features[index]
            guard Int(feature.entry) == entry, let fact = feature.fact, fact.hasPlace else { continue }
            let range = Int(feature.lower)..<max(Int(feature.lower), Int(feature.upper))
            if let known = places.firstIndex(where: { $0.range.overlaps(range) }) {
                places[known].weight += weights[index]
                if fact == .disguise { places[known].fact = fact }
                if range.count > places[known].range.count { places[known].range = range }
            } else {
                places.append(Place(weight: weights[index], fact: fact, range: range))
            }
        }
        return places
    }

    // MARK: Facts

    /// Facts of one topic are told by the one that says most; how long a text is, always in characters.
    private mutating func addFacts() {
        var sums = [Float](repeating: 0, count: SpamFact.allCases.count + 1)
        var tellers = [Int](repeating: -1, count: sums.count)
        for index in facts {
            let feature = features[index]
            guard let fact = feature.fact, feature.entry < 0 else { continue }
            let topic = Int(fact.topic.rawValue)
            sums[topic] += weights[index]
            let isBetter =
                tellers[topic] < 0
                || topic != SpamFact.length.rawValue && weights[index].magnitude > weights[tellers[topic]].magnitude
            if isBetter { tellers[topic] = index }
        }
        for (sum, teller) in zip(sums, tellers) where teller >= 0 && sum != 0 {
            let told = features[teller]
            // That there is a link is said by the link.
            if told.fact == .links, told.lower > 0,
                let link = candidates.firstIndex(where: { $0.fact == .host || $0.fact == .disguise })
            {
                candidates[link].weight += sum
            } else {
                candidates.append(
                    Candidate(weight: sum, fact: told.fact, number: Int(told.lower), entry: -1, range: nil))
            }
        }
    }

    // MARK: Choosing

    private func strongest(_ post: borrowing ExaminedPost, isFor: Bool) -> [SpamReading.Reason] {
        let floor = max((candidates.first?.weight.magnitude ?? 0) * 0.1, 0.05)
        var shown: [SpamReading.Reason] = []
        for one in candidates {
            guard one.weight.magnitude >= floor, shown.count < Self.limit else { break }
            guard (one.weight > 0) == isFor else { continue }
            let entry = one.entry < 0 ? nil : post.post.entries[one.entry]
            shown.append(
                SpamReading.Reason(
                    weight: Double(one.weight), name: one.fact?.description(one.number), field: entry?.field,
                    element: entry?.element,
                    range: one.range))
        }
        return shown
    }
}
