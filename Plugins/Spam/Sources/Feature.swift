internal import Moderation

/// One feature of a post, by its slot in the model's table, and its description for a person.
struct Feature: Sendable {
    /// Its place in the table: a hash.
    let slot: UInt32
    /// The post's entry that it is in; -1 if it is in none.
    let entry: Int16
    /// Which fact, if it is one.
    let fact: SpamFact?
    /// Bytes of the folded text (of the original for a fact with a place), or for a fact without a place its number.
    let lower: Int32
    let upper: Int32
}

/// Features come in three groups, each of which counts as one vector of a length of its own: a long post does not shout.
enum FeatureGroup: Int, CaseIterable, Sendable {
    /// Words, pairs of words that stand together, the first and the last. Of Chinese, characters and pairs.
    case words
    /// Characters and runs of 3 to 5; of Chinese 1 to 3.
    case grams
    /// What is told without words: links, numbers, capitals, the sender.
    case facts

    /// What the group's vector is as long as; measured by cross-validation, flat around these.
    var length: Float { self == .facts ? 0.8 : 1.4 }
}

/// The features of one post in the order of the groups: what a model needs to score or to learn.
struct FeatureVector: Sendable {
    /// Each slot once.
    var slots: [UInt32] = []
    /// If the second group begins, and the third.
    var ends = SIMD2<Int32>(0, 0)

    /// What each feature of a group counts.
    func value(of group: FeatureGroup) -> Float {
        let count = range(of: group).count
        return count == 0 ? 0 : group.length / Float(count).squareRoot()
    }

    /// In memory of its own, no larger than it must be: the reader that made this one goes on writing into its own.
    var copy: FeatureVector {
        var slots: [UInt32] = []
        slots.reserveCapacity(self.slots.count)
        slots.append(contentsOf: self.slots)
        return FeatureVector(slots: slots, ends: ends)
    }

    func range(of group: FeatureGroup) -> Range<Int> {
        switch group {
        case .words: 0..<Int(ends[0])
        case .grams: Int(ends[0])..<Int(ends[1])
        case .facts: Int(ends[1])..<slots.count
        }
    }
}
