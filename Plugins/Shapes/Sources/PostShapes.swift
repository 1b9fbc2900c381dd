internal import Links
public import Moderation

/// The shapes of one post's title and body.
public struct PostShapes: Sendable {
    private let counts: ShapeCounts
    private let entropy: Double?
    private let mentions: Int
    private let hashtags: Int
    /// Where those stand that stand somewhere.
    public let places: [Shape: [Place]]

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
        var counter = ShapeCounter()
        self.init(of: post, wanted: Wanted(wanted), by: &counter)
    }

    /// What the wanted shapes take.
    struct Wanted {
        let tags: Bool
        let entropy: Bool
        /// The others count the same with links and without.
        let links: Bool

        init(_ shapes: Set<Shape>) {
            tags = shapes.contains(.mentions) || shapes.contains(.hashtags)
            entropy = shapes.contains(.entropy)
            links = !shapes.isSubset(of: [.emojiShare, .invisibleCharacters, .entropy])
        }
    }

    init(of post: borrowing ExaminedPost, wanted: Wanted, by counter: inout ShapeCounter) {
        // Looked at where they lie: to copy an entry takes longer than to see that it is none to count.
        let entries = post.post.entries.span
        var bytes = 0
        for place in entries.indices {
            if case .text(let text) = entries[place].value { bytes += text.count }
        }
        counter.begin(bytes: bytes)
        let links = wanted.links ? PostLinks.of(post) : nil
        var (mentions, hashtags) = (0, 0)
        var places: [Shape: [Place]] = [:]
        func show(_ shape: Shape, _ field: Field, _ range: Range<Int>) {
            if places[shape]?.count ?? 0 < Self.placeLimit {
                places[shape, default: []].append(Place(field: field, range: range))
            }
        }
        for place in entries.indices {
            guard Self.isText(entries[place].field), case .text(let original) = entries[place].value else { continue }
            let field = entries[place].field
            counter.count(original, links: links?.ranges(inEntry: place) ?? [])
            if wanted.entropy { counter.addVariety(original) }
            for (shape, range) in counter.places { show(shape, field, range) }
            guard wanted.tags, !counter.tagSigns.isEmpty else { continue }
            let tags = Tags(in: original, signs: counter.tagSigns)
            mentions += tags.mentions.count
            hashtags += tags.hashtags.count
            for range in tags.mentions.prefix(Self.placeLimit) { show(.mentions, field, range) }
            for range in tags.hashtags.prefix(Self.placeLimit) { show(.hashtags, field, range) }
        }
        counts = counter.counts
        entropy = wanted.entropy ? counter.variety.bits : nil
        (self.mentions, self.hashtags, self.places) = (mentions, hashtags, places)
    }

    private static func isText(_ field: Field) -> Bool { field == .body || field == .title }

    /// Of those that were wanted; shares in per cent. Nil where it cannot be told of a text so short.
    public func value(of shape: Shape) -> Double? {
        let outside = counts.visible - counts.inLinks
        return switch shape {
        case .mentions: Double(mentions)
        case .hashtags: Double(hashtags)
        case .repeats: Double(counts.repeats)
        case .invisibleCharacters: Double(counts.invisible)
        case .mixedScriptWords: Double(counts.mixedWords)
        case .longestWord: Double(counts.longestWord)
        case .emojiShare: Self.share(counts.emoji, counts.visible, atLeast: 5)
        case .linkShare: Self.share(counts.inLinks, counts.visible, atLeast: 5)
        case .digitsShare: Self.share(counts.digits, outside, atLeast: 5)
        case .punctuationShare: Self.share(counts.punctuation, outside, atLeast: 5)
        case .capsShare: Self.share(counts.capitals, counts.cased, atLeast: 10)
        case .entropy: entropy
        }
    }

    private static func share(_ part: Int, _ whole: Int, atLeast least: Int) -> Double? {
        // Three decimals are shown, so more are not compared.
        whole < least ? nil : (Double(part) / Double(whole) * 100_000).rounded() / 1000
    }
}
