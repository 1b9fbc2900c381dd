internal import Moderation
internal import TextForms

/// What of a post speaks loudest for spam and against it, as a person can look at it: pieces of the text, and facts.
enum Reasons {
    /// Shown of either side.
    private static let limit = 4

    /// `weights` are what the features add, in their order.
    static func find(
        _ features: [Feature], _ weights: [Float], in post: borrowing ExaminedPost
    ) -> [SpamReading.Reason] {
        var found: [SpamReading.Reason] = []
        var byEntry: [Int: [Float]] = [:]
        for (feature, weight) in zip(features, weights) where weight != 0 {
            if let fact = feature.fact {
                found.append(reason(feature, fact, weight, post))
            } else if feature.entry >= 0, let text = post.folded[Int(feature.entry)] {
                // Everything that covers a byte has a share in it.
                let range = Int(feature.lower)..<min(Int(feature.upper), text.bytes.count)
                guard !range.isEmpty else { continue }
                let share = weight / Float(range.count)
                byEntry[Int(feature.entry), default: [Float](repeating: 0, count: text.bytes.count)]
                    .withUnsafeMutableBufferPointer { for at in range { $0[at] += share } }
            }
        }
        for (entry, bytes) in byEntry {
            guard let text = post.folded[entry] else { continue }
            found += pieces(text.bytes, bytes).map { piece in
                SpamReading.Reason(
                    weight: Double(piece.weight), name: nil, field: post.post.entries[entry].field,
                    element: post.post.entries[entry].element, range: text.original(of: piece.range))
            }
        }
        found.sort { $0.weight.magnitude > $1.weight.magnitude }
        let floor = max((found.first?.weight.magnitude ?? 0) * 0.1, 0.05)
        func strongest(_ isFor: Bool) -> [SpamReading.Reason] {
            // One reason a place or name: a link's host, domain and ending say the same to a reader.
            var shown: [SpamReading.Reason] = []
            for one in found where (one.weight > 0) == isFor && one.weight.magnitude >= floor {
                let isShown = shown.contains {
                    $0.field == one.field && $0.element == one.element && $0.range == one.range && one.range != nil
                        || $0.name == one.name && one.name != nil && one.range == nil
                }
                if !isShown { shown.append(one) }
                if shown.count == limit { break }
            }
            return shown
        }
        return strongest(true) + strongest(false)
    }

    private static func reason(
        _ feature: Feature, _ fact: SpamFact, _ weight: Float, _ post: borrowing ExaminedPost
    ) -> SpamReading.Reason {
        guard fact.hasPlace, feature.entry >= 0 else {
            return SpamReading.Reason(
                weight: Double(weight), name: fact.description(Int(feature.lower)), field: nil, element: nil, range: nil)
        }
        let entry = post.post.entries[Int(feature.entry)]
        return SpamReading.Reason(
            weight: Double(weight), name: fact.description(0), field: entry.field, element: entry.element,
            range: Int(feature.lower)..<Int(feature.upper))
    }

    /// Words with what they add; neighbours that say the same become one piece.
    private static func pieces(_ text: [UInt8], _ bytes: [Float]) -> [(range: Range<Int>, weight: Float)] {
        var words: [(range: Range<Int>, weight: Float)] = []
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
            guard kind == .part || kind == .ideograph else { continue }
            words.append((start..<at, bytes[start..<at].reduce(0, +)))
        }
        let strongest = words.reduce(0) { max($0, $1.weight.magnitude) }
        var pieces: [(range: Range<Int>, weight: Float)] = []
        var parts = 0
        for word in words where word.weight.magnitude >= strongest * 0.2 {
            if let last = pieces.last, (last.weight > 0) == (word.weight > 0),
                word.range.lowerBound - last.range.upperBound <= 1, parts < 8
            {
                pieces[pieces.count - 1] = (
                    last.range.lowerBound..<word.range.upperBound, last.weight + word.weight
                )
                parts += 1
            } else {
                pieces.append(word)
                parts = 1
            }
        }
        return pieces
    }
}
