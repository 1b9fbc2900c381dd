/// The words of a text with what everything that covers them adds, and the phrases that they make: neighbours that say the
/// same. What fragments of words say is said by the words.
struct Phrases {
    /// Words of a phrase at most.
    private static let limit = 8
    private let text: [UInt8]
    private var words: [Word] = []

    private struct Word {
        var weight: Float
        let range: Range<Int>
        /// Of a script without spaces.
        let isIdeograph: Bool
    }

    struct Phrase {
        var weight: Float
        /// Bytes of the folded text.
        var range: Range<Int>
    }

    init(of text: [UInt8], _ features: [Feature], _ weights: [Float], entry: Int) {
        self.text = text
        // Everything that covers a byte has a share in it: steps at its ends, then summed along the text.
        var steps = [Float](repeating: 0, count: text.count + 1)
        var ends = steps.mutableSpan
        for (index, feature) in features.enumerated() where Int(feature.entry) == entry {
            guard feature.fact == nil || feature.fact == .wordShape else { continue }
            guard feature.lower >= 0, feature.lower < feature.upper, Int(feature.upper) <= text.count else { continue }
            let share = weights[index] / Float(feature.upper - feature.lower)
            ends[Int(feature.lower)] += share
            ends[Int(feature.upper)] -= share
        }
        var level: Float = 0
        var at = 0
        while at < text.count {
            let (kind, end) = CharacterKind.word(text, at)
            let start = at
            var sum: Float = 0
            while at < end {
                level += steps[at]
                sum += level
                at += 1
            }
            guard kind == .part || kind == .ideograph else { continue }
            words.append(Word(weight: sum, range: start..<end, isIdeograph: kind == .ideograph))
        }
    }

    /// Gives away what words say that are part of something else, such as a link: `owner` says who takes it.
    mutating func takeWords(_ owner: (Range<Int>) -> ((Float) -> Void)?) {
        for index in words.indices {
            guard let take = owner(words[index].range) else { continue }
            take(words[index].weight)
            words[index].weight = 0
        }
    }

    /// Those of which each word says something; a word between two that says little is let in.
    func strongest() -> [Phrase] {
        let least = 0.2 * words.reduce(0) { max($0, $1.weight.magnitude) }
        guard least > 0 else { return [] }
        var found: [Phrase] = []
        var index = 0
        while index < words.count {
            guard words[index].weight.magnitude >= least else {
                index += 1
                continue
            }
            var last = index
            var next = index + 1
            while next < words.count, next - index < Self.limit, next - last <= 2, isNear(next - 1, next) {
                let isLoud = words[next].weight.magnitude >= least
                let saysTheSame = (words[next].weight > 0) == (words[index].weight > 0)
                if isLoud, !saysTheSame { break }
                if isLoud { last = next }
                next += 1
            }
            if let phrase = phrase(index...last) { found.append(phrase) }
            index = last + 1
        }
        return found
    }

    /// One ideograph says little: it is shown with the neighbour that says most. What says nothing by itself (`you have`,
    /// `https`) is not shown.
    private func phrase(_ range: ClosedRange<Int>) -> Phrase? {
        var range = range
        if range.count == 1, words[range.lowerBound].isIdeograph {
            let sign: Float = words[range.lowerBound].weight > 0 ? 1 : -1
            let neighbours = [range.lowerBound - 1, range.lowerBound + 1].filter {
                words.indices.contains($0) && words[$0].isIdeograph
                    && isNear(min($0, range.lowerBound), max($0, range.lowerBound))
            }
            guard let best = neighbours.max(by: { words[$0].weight * sign < words[$1].weight * sign }) else {
                return nil
            }
            range = min(best, range.lowerBound)...max(best, range.lowerBound)
        }
        guard range.contains(where: { FunctionWords.all.contains(Array(text[words[$0].range])) == false }) else {
            return nil
        }
        return Phrase(
            weight: words[range].reduce(0) { $0 + $1.weight },
            range: words[range.lowerBound].range.lowerBound..<words[range.upperBound].range.upperBound)
    }

    /// With nothing but a space or a sign between.
    private func isNear(_ a: Int, _ b: Int) -> Bool {
        words[b].range.lowerBound - words[a].range.upperBound <= (words[a].isIdeograph ? 0 : 1)
    }
}
