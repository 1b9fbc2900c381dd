/// A part of the memory: up to `limit` posts in the order in which they came, with the tables to find them by. While it
/// is filled its tables grow; then it stays as it is until it is dropped whole.
struct Generation: Sendable {
    /// Posts in one.
    static let limit = 125_000
    /// Places for posts behind one anchor's slot; the oldest makes room.
    static let ways = 8
    private static let none = UInt32.max

    /// By post: seconds since 1970.
    var times: [UInt32] = []
    /// By post: a keyed hash of its author, 0 for none.
    var authors: [UInt32] = []
    /// By post: its campaign, 0 for a text that is not compared.
    var campaigns: [UInt64] = []
    /// By post.
    var bins: [SIMD4<UInt64>] = []
    /// By post: the one before by the same author.
    var beforeByAuthor: [UInt32] = []
    /// `ways` posts a slot.
    var anchorTable: [UInt32] = []
    /// The last post of an author, by its hash.
    var authorTable: [UInt32] = []
    /// By entry: a keyed hash of a link, the post, and the entry before with that link.
    var links: [LinkEntry] = []
    /// The last entry of a link, by its hash.
    var linkTable: [UInt32] = []
    /// Anchors of each post, for the tables to grow by; gone when it is full.
    var anchors: [UInt32] = []

    struct LinkEntry: Sendable {
        var hash: UInt32
        var post: UInt32
        var before: UInt32
    }

    init() { grow(to: 1024) }

    /// For reading back.
    init(empty: Void) {}

    var count: Int { times.count }
    var isFull: Bool { count >= Self.limit }
    var newest: UInt32 { times.last ?? 0 }

    // MARK: Adding

    mutating func add(
        time: UInt32, author: UInt32, campaign: UInt64, signature: Signature?, links hashes: some Sequence<UInt32>
    ) {
        if count * Self.placesPerPost >= anchorTable.count { grow(to: count * 2) }
        let post = UInt32(count)
        times.append(time)
        authors.append(author)
        campaigns.append(campaign)
        bins.append(signature?.bins ?? SIMD4(repeating: 0))
        for index in 0..<Signature.anchorCount {
            let anchor = signature.flatMap { index < $0.anchors.count ? $0.anchors[index] : nil } ?? 0
            anchors.append(anchor)
            if anchor != 0 { enter(anchor, post) }
        }
        beforeByAuthor.append(Self.none)
        if author != 0 {
            let slot = authorSlot(author)
            beforeByAuthor[Int(post)] = authorTable[slot]
            authorTable[slot] = post
        }
        for hash in hashes where links.count < Self.limit {
            let slot = linkSlot(hash)
            links.append(LinkEntry(hash: hash, post: post, before: linkTable[slot]))
            linkTable[slot] = UInt32(links.count - 1)
        }
        if isFull { anchors = [] }
    }

    /// Places in the table for the 6 anchors of a post.
    private static let placesPerPost = 8

    private mutating func enter(_ anchor: UInt32, _ post: UInt32) {
        let slot = anchorSlot(anchor)
        var oldest = slot
        for way in slot..<slot + Self.ways {
            if anchorTable[way] == Self.none || anchorTable[way] == post {
                anchorTable[way] = post
                return
            }
            if anchorTable[way] < anchorTable[oldest] { oldest = way }
        }
        anchorTable[oldest] = post
    }

    private mutating func grow(to posts: Int) {
        let posts = min(max(posts, 1024), Self.limit)
        anchorTable = [UInt32](repeating: Self.none, count: posts * Self.placesPerPost)
        authorTable = [UInt32](repeating: Self.none, count: posts + posts / 2)
        linkTable = [UInt32](repeating: Self.none, count: posts)
        for post in 0..<count {
            for index in 0..<Signature.anchorCount {
                let anchor = anchors[post * Signature.anchorCount + index]
                if anchor != 0 { enter(anchor, UInt32(post)) }
            }
            if authors[post] != 0 {
                let slot = authorSlot(authors[post])
                beforeByAuthor[post] = authorTable[slot]
                authorTable[slot] = UInt32(post)
            }
        }
        for entry in links.indices {
            let slot = linkSlot(links[entry].hash)
            links[entry].before = linkTable[slot]
            linkTable[slot] = UInt32(entry)
        }
    }

    private func anchorSlot(_ anchor: UInt32) -> Int {
        Int((UInt64(anchor &* 0x9E37_79B1) * UInt64(anchorTable.count / Self.ways)) >> 32) * Self.ways
    }

    /// Authors that share a slot share a chain, which is then longer.
    private func authorSlot(_ author: UInt32) -> Int { Int((UInt64(author) * UInt64(authorTable.count)) >> 32) }

    private func linkSlot(_ link: UInt32) -> Int { Int((UInt64(link) * UInt64(linkTable.count)) >> 32) }

    // MARK: Asking

    /// Posts that share an anchor, the newest last. May name a post more than once, and posts that share none.
    func candidates(_ signature: Signature, _ body: (Int) -> Void) {
        for anchor in signature.anchors where anchor != 0 {
            let slot = anchorSlot(anchor)
            for way in slot..<slot + Self.ways where anchorTable[way] != Self.none { body(Int(anchorTable[way])) }
        }
    }

    /// The author's posts from the newest on, until `body` says no. Steps are bounded: chains may hold others.
    func posts(by author: UInt32, limit: Int, _ body: (Int) -> Bool) {
        var post = authorTable[authorSlot(author)]
        var steps = 0
        while post != Self.none, steps < limit {
            steps += 1
            if authors[Int(post)] == author, !body(Int(post)) { return }
            post = beforeByAuthor[Int(post)]
        }
    }

    /// Posts with a link from the newest on, until `body` says no.
    func posts(with link: UInt32, limit: Int, _ body: (Int) -> Bool) {
        var entry = linkTable[linkSlot(link)]
        var steps = 0
        while entry != Self.none, steps < limit {
            steps += 1
            if links[Int(entry)].hash == link, !body(Int(links[Int(entry)].post)) { return }
            entry = links[Int(entry)].before
        }
    }

    /// What it takes, in bytes.
    var size: Int {
        count * (4 + 4 + 8 + 32 + 4) + (anchorTable.count + authorTable.count + linkTable.count + anchors.count) * 4
            + links.count * 12
    }
}
