internal import Patterns

/// The words of a ruleset as they are looked for: all in one set, or in the set of an earlier ruleset and a small one for
/// what is new.
struct WordLayers: Sendable {
    struct Layer: Sendable {
        let set: LiteralSet
        /// By number in the set: the number in the ruleset; -1 for a word that is not asked for any more.
        let numbers: [Int32]
    }

    let layers: [Layer]

    /// Words by their numbers in the ruleset, each once.
    init(_ words: [[UInt8]]) throws(LiteralProblem) {
        layers =
            words.isEmpty ? [] : [Layer(set: try LiteralSet(words), numbers: words.indices.map { Int32($0) })]
    }

    /// The same next to an existing set; nil if so much is new or gone that a whole one is better.
    init?(_ words: [[UInt8]], beside base: WordBase) throws(LiteralProblem) {
        var numbers = [Int32](repeating: -1, count: base.count)
        var new: [Int32] = []
        for (number, word) in words.enumerated() {
            if let place = base.places[word] { numbers[place] = Int32(number) } else { new.append(Int32(number)) }
        }
        guard new.count <= max(WordBase.smallCount, base.count / 8), (words.count - new.count) * 2 > base.count else {
            return nil
        }
        var layers = [Layer(set: base.set, numbers: numbers)]
        if !new.isEmpty { layers.append(Layer(set: try LiteralSet(new.map { words[Int($0)] }), numbers: new)) }
        self.layers = layers
    }
}

/// Words looked for in one set that outlives its ruleset: making one of 20,000 words takes a second.
struct WordBase: Sendable {
    let set: LiteralSet
    let places: [[UInt8]: Int]
    var count: Int { self.set.lengths.count }

    /// Fewer words than these always make a small set of their own.
    static let smallCount = 256

    init(_ words: [[UInt8]], _ set: LiteralSet) {
        self.set = set
        places = Dictionary(words.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A worker's scratch memory for `WordLayers`.
final class WordScanner {
    private let layers: [(scanner: LiteralScanner, numbers: [Int32])]
    private var merged: [LiteralScanner.Hit] = []
    private var full: [Int32] = []

    /// Nil without memory.
    init?(_ words: WordLayers) {
        var layers: [(LiteralScanner, [Int32])] = []
        for layer in words.layers {
            guard let scanner = LiteralScanner(layer.set) else { return nil }
            layers.append((scanner, layer.numbers))
        }
        self.layers = layers
    }

    /// Every place where a word ends, in the order of the ends, by numbers of the ruleset. Valid until the next scan.
    func scan(_ text: [UInt8]) -> [LiteralScanner.Hit] {
        merged.removeAll(keepingCapacity: true)
        full.removeAll(keepingCapacity: true)
        for (scanner, numbers) in layers {
            let before = merged.count
            for hit in scanner.scan(text) {
                let number = numbers[Int(hit.literal)]
                guard number >= 0 else { continue }
                merged.append(LiteralScanner.Hit(literal: number, end: hit.end))
                if scanner.isFull(hit.literal) { full.append(number) }
            }
            if before > 0, merged.count > before { merged.sort { ($0.end, $0.literal) < ($1.end, $1.literal) } }
        }
        return merged
    }

    /// Whether the last scan found a word more often than is kept.
    func isFull(_ word: Int32) -> Bool { full.contains(word) }
}
