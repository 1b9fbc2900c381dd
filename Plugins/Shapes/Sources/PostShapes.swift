internal import Glibc
internal import Links
public import Moderation

/// The shapes of one post's title and body.
public struct PostShapes: Sendable {
    private var counter: ShapeCounter
    private var mentions = 0
    private var hashtags = 0
    private var entropy: Double?
    /// Where those stand that stand somewhere.
    public private(set) var places: [Shape: [Place]] = [:]

    /// Bytes of a field.
    public struct Place: Sendable {
        /// The field.
        public let field: Field
        /// Its bytes.
        public let range: Range<Int>
    }

    /// Pieces shown of one shape.
    static let placeLimit = 8

    /// Measures what is wanted of a post.
    public init(of post: borrowing ExaminedPost, wanted: Set<Shape>) {
        counter = ShapeCounter(samples: wanted.contains(.entropy))
        let wantsTags = wanted.contains(.mentions) || wanted.contains(.hashtags)
        // The others count the same with links and without.
        let wantsLinks = !wanted.isSubset(of: [.emojiShare, .invisibleCharacters, .entropy])
        for (place, entry) in post.post.entries.enumerated() {
            guard entry.field == .body || entry.field == .title, case .text(let original) = entry.value else {
                continue
            }
            let links = wantsLinks ? PostLinks.of(post).links(inEntry: place) : []
            counter.count(original, links: links.map(\.range))
            for (shape, range) in counter.takePlaces() { show(shape, entry.field, range) }
            guard wantsTags else { continue }
            let tags = Tags(in: original, links: links)
            mentions += tags.mentions.count
            hashtags += tags.hashtags.count
            for range in tags.mentions.prefix(Self.placeLimit) { show(.mentions, entry.field, range) }
            for range in tags.hashtags.prefix(Self.placeLimit) { show(.hashtags, entry.field, range) }
        }
        if counter.sample.count >= 20 { entropy = Self.entropy(counter.sample) }
    }

    /// Of those that were wanted; shares in per cent. Nil where it cannot be told of a text so short.
    public func value(of shape: Shape) -> Double? {
        let outside = counter.visible - counter.inLinks
        return switch shape {
        case .mentions: Double(mentions)
        case .hashtags: Double(hashtags)
        case .repeats: Double(counter.repeats)
        case .invisibleCharacters: Double(counter.invisible)
        case .mixedScriptWords: Double(counter.mixedWords)
        case .longestWord: Double(counter.longestWord)
        case .emojiShare: Self.share(counter.emoji, counter.visible, atLeast: 5)
        case .linkShare: Self.share(counter.inLinks, counter.visible, atLeast: 5)
        case .digitsShare: Self.share(counter.digits, outside, atLeast: 5)
        case .punctuationShare: Self.share(counter.punctuation, outside, atLeast: 5)
        case .capsShare: Self.share(counter.capitals, counter.cased, atLeast: 10)
        case .entropy: entropy
        }
    }

    private mutating func show(_ shape: Shape, _ field: Field, _ range: Range<Int>) {
        if places[shape]?.count ?? 0 < Self.placeLimit {
            places[shape, default: []].append(Place(field: field, range: range))
        }
    }

    private static func share(_ part: Int, _ whole: Int, atLeast least: Int) -> Double? {
        // Three decimals are shown, so more are not compared.
        whole < least ? nil : (Double(part) / Double(whole) * 100_000).rounded() / 1000
    }

    /// Shannon's, over the characters: -Σ n/N log2(n/N) = log2 N - (Σ n log2 n) / N
    private static func entropy(_ sample: [UInt32]) -> Double {
        var counts = CharacterCounts(sample.count)
        for character in sample { counts.add(character) }
        let total = Double(sample.count)
        return ((log2(total) - max(0, counts.sum) / total) * 1000).rounded() / 1000
    }
}

/// How often each character is there, and Σ n log2 n of these numbers: open addressing, half empty.
private struct CharacterCounts {
    private(set) var sum = 0.0
    private var counts: [UInt16]
    private var characters: [UInt32]
    private let mask: Int
    private let steps = Self.steps

    /// What n log2 n grows by at each n.
    private static let steps: [Double] = (0..<ShapeCounter.sampleLimit).map { count in
        let (n, next) = (Double(count), Double(count + 1))
        return next * log2(next) - (count == 0 ? 0 : n * log2(n))
    }

    /// For so many characters at the most.
    init(_ limit: Int) {
        var size = 16
        while size < limit * 2 { size *= 2 }
        counts = [UInt16](repeating: 0, count: size)
        characters = [UInt32](repeating: 0, count: size)
        mask = size - 1
    }

    mutating func add(_ character: UInt32) {
        var place = Int((character &* 0x9E37_79B1) >> 8) & mask
        while counts[place] != 0, characters[place] != character { place = (place + 1) & mask }
        characters[place] = character
        sum += steps[Int(counts[place])]
        counts[place] += 1
    }
}
