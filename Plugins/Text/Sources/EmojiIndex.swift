internal import Moderation
internal import Patterns

/// The values of a ruleset that are made of emoji, found by one scalar of each.
struct EmojiIndex: Sendable {
    private let keys: LiteralSet
    /// By key: values.
    private let byKey: [[Int]]
    let values: [(emoji: EmojiValue, use: LiteralUse)]

    /// Nil without values.
    init?(_ values: [(EmojiValue, LiteralUse)]) throws(LiteralProblem) {
        guard !values.isEmpty else { return nil }
        var bytes: [[UInt8]] = []
        var numbers: [[UInt8]: Int] = [:]
        var byKey: [[Int]] = []
        for (place, value) in values.enumerated() {
            let key = value.0.keyBytes
            let number = numbers[key] ?? bytes.count
            if number == bytes.count {
                numbers[key] = number
                bytes.append(key)
                byKey.append([])
            }
            byKey[number].append(place)
        }
        keys = try LiteralSet(bytes)
        self.byKey = byKey
        self.values = values.map { (emoji: $0.0, use: $0.1) }
    }

    /// A worker's scratch memory for it; nil without memory.
    func makeScanner() -> EmojiScanner? {
        LiteralScanner(keys).map { EmojiScanner(scanner: $0, byKey: byKey, values: values.map(\.emoji)) }
    }
}

/// Finds emoji in texts as written. For one thread at a time.
final class EmojiScanner {
    private let scanner: LiteralScanner
    private let byKey: [[Int]]
    private let values: [EmojiValue]
    private(set) var hits: [(value: Int, range: Range<Int>)] = []
    /// Values that may stand in more places than were looked at.
    private(set) var doubtful: [Int] = []

    init(scanner: LiteralScanner, byKey: [[Int]], values: [EmojiValue]) {
        (self.scanner, self.byKey, self.values) = (scanner, byKey, values)
    }

    /// Looks at a text: `hits` and `doubtful` are those of this text.
    func scan(_ text: [UInt8]) {
        hits.removeAll(keepingCapacity: true)
        doubtful.removeAll(keepingCapacity: true)
        for hit in scanner.scan(text) {
            for place in byKey[Int(hit.literal)] {
                if let range = values[place].range(in: text, keyEnd: Int(hit.end)) { hits.append((place, range)) }
            }
            if scanner.isFull(hit.literal) {
                for place in byKey[Int(hit.literal)] where !doubtful.contains(place) { doubtful.append(place) }
            }
        }
    }
}
