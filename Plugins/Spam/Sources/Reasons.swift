internal import Moderation
internal import TextForms

/// What of a post speaks loudest for spam and against it, as a person can look at it: phrases, links and contacts as they
/// stand there, and facts in words. What says the same is one reason with all its weight.
struct Reasons {
    /// Shown of either side.
    private static let limit = 4

    private let features: [Feature]
    private let weights: [Float]
    private var candidates: [Candidate] = []

    /// Something that may be shown.
    private struct Candidate {
        var weight: Float
        /// How it is told; nil for a phrase.
        var name: String?
        var entry: Int
        /// Bytes of the text as it was written.
        var range: Range<Int>?
    }

    /// `weights` are what the features add, in their order.
    static func find(
        _ features: [Feature], _ weights: [Float], in post: borrowing ExaminedPost
    ) -> [SpamReading.Reason] {
        var reasons = Reasons(features: features, weights: weights)
        reasons.addTexts(post)
        reasons.addFacts()
        reasons.candidates.sort { $0.weight.magnitude > $1.weight.magnitude }
        return reasons.strongest(post, isFor: true) + reasons.strongest(post, isFor: false)
    }

    private init(features: [Feature], weights: [Float]) {
        self.features = features
        self.weights = weights
    }

    // MARK: Texts

    private mutating func addTexts(_ post: borrowing ExaminedPost) {
        for (entry, element) in post.post.entries.enumerated() {
            var places = places(in: entry)
            let isText = FeatureReader.isText(element.field)
            guard isText || !places.isEmpty, let text = post.folded[entry], !text.bytes.isEmpty else { continue }
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
                    Candidate(weight: place.weight, name: place.fact.name, entry: entry, range: place.range))
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
        for (index, feature) in features.enumerated() {
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

    /// Facts of one topic are told by the one that says most.
    private mutating func addFacts() {
        var topics: [SpamFact.Topic: (weight: Float, best: Int)] = [:]
        for (index, feature) in features.enumerated() {
            guard let fact = feature.fact, feature.entry < 0, weights[index] != 0 else { continue }
            let weight = weights[index]
            let known = topics[fact.topic]
            let isBetter = known.map { weight.magnitude > weights[$0.best].magnitude } ?? true
            topics[fact.topic] = ((known?.weight ?? 0) + weight, isBetter ? index : known?.best ?? index)
        }
        for (topic, sum) in topics {
            let best = features[sum.best]
            let teller = features.first { $0.fact == topic.teller } ?? best
            let told = (topic.teller == nil ? best : teller)
            candidates.append(
                Candidate(
                    weight: sum.weight, name: told.fact?.description(Int(told.lower)), entry: -1, range: nil))
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
                    weight: Double(one.weight), name: one.name, field: entry?.field, element: entry?.element,
                    range: one.range))
        }
        return shown
    }
}
