internal import Glibc
internal import Links
public import Moderation

/// The shapes of one post's title and body.
public struct PostShapes: Sendable {
    /// By shape, shares in per cent. What cannot be told of a text so short is missing.
    public private(set) var values: [Shape: Double] = [:]
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
        var counter = ShapeCounter(samples: wanted.contains(.entropy))
        let wantsTags = wanted.contains(.mentions) || wanted.contains(.hashtags)
        // The others count the same with links and without.
        let wantsLinks = !wanted.isSubset(of: [.emojiShare, .invisibleCharacters, .entropy])
        var mentions = 0
        var hashtags = 0
        for (place, entry) in post.post.entries.enumerated() {
            guard entry.field == .body || entry.field == .title, case .text(let original) = entry.value else {
                continue
            }
            let links = wantsLinks ? PostLinks.of(post).links(inEntry: place) : []
            counter.count(original, links: links)
            for (shape, range) in counter.takePlaces() { show(shape, entry.field, range) }
            guard wantsTags else { continue }
            let tags = Tags(in: original, links: links)
            mentions += tags.mentions.count
            hashtags += tags.hashtags.count
            for range in tags.mentions.prefix(Self.placeLimit) { show(.mentions, entry.field, range) }
            for range in tags.hashtags.prefix(Self.placeLimit) { show(.hashtags, entry.field, range) }
        }
        if wantsTags {
            values[.mentions] = Double(mentions)
            values[.hashtags] = Double(hashtags)
        }
        values[.repeats] = Double(counter.repeats)
        values[.invisibleCharacters] = Double(counter.invisible)
        values[.mixedScriptWords] = Double(counter.mixedWords)
        if counter.visible >= 5 {
            values[.emojiShare] = Self.share(counter.emoji, counter.visible)
            values[.linkShare] = Self.share(counter.inLinks, counter.visible)
        }
        let outside = counter.visible - counter.inLinks
        if outside >= 5 {
            values[.digitsShare] = Self.share(counter.digits, outside)
            values[.punctuationShare] = Self.share(counter.punctuation, outside)
        }
        values[.longestWord] = Double(counter.longestWord)
        if counter.cased >= 10 { values[.capsShare] = Self.share(counter.capitals, counter.cased) }
        if wanted.contains(.entropy), counter.sample.count >= 20 { values[.entropy] = Self.entropy(counter.sample) }
    }

    private mutating func show(_ shape: Shape, _ field: Field, _ range: Range<Int>) {
        if places[shape]?.count ?? 0 < Self.placeLimit {
            places[shape, default: []].append(Place(field: field, range: range))
        }
    }

    private static func share(_ part: Int, _ whole: Int) -> Double {
        // Three decimals are shown, so more are not compared.
        whole == 0 ? 0 : (Double(part) / Double(whole) * 100_000).rounded() / 1000
    }

    /// Shannon's, over the characters.
    private static func entropy(_ sample: [UInt32]) -> Double {
        // -Σ n/N log2(n/N) = log2 N - (Σ n log2 n) / N
        var table = CharacterCounts(sample.count)
        for character in sample { table.add(character) }
        let total = Double(sample.count)
        let bits = log2(total) - table.counts.reduce(0) { $1 > 1 ? $0 + Double($1) * log2(Double($1)) : $0 } / total
        return (bits * 1000).rounded() / 1000
    }
}

/// How often each character is there: open addressing, half empty.
private struct CharacterCounts {
    private(set) var counts: [UInt16]
    private var characters: [UInt32]
    private let mask: Int

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
        counts[place] += 1
    }
}
