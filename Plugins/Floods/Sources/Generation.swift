/// A part of the memory: up to `limit` posts in the order in which they came, with the tables to find them by. While it
/// is filled its tables grow; then it is closed, and is immutable until it is dropped.
struct Generation: Sendable {
    /// Posts in one: their numbers have 17 bits.
    static let limit = 125_000
    static let readingMark: UInt8 = 0x80
    /// Fewer posts are not closed because of their age: so a temporary clock jump does not drop anything.
    static let leastPosts = 1024

    /// Tells it from others; never used twice.
    private(set) var serial: UInt64
    /// By post: seconds since 1970.
    private(set) var times: [UInt32] = []
    /// By post: a keyed hash of its author, 0 for none.
    private(set) var authors: [UInt32] = []
    /// By post: its campaign, 0 for a text that is not compared.
    private(set) var campaigns: [UInt64] = []
    /// By post.
    private(set) var sketches: [SIMD4<UInt64>] = []
    /// By post: the level of its sketch; with `readingMark` it is another reading of the post before.
    private(set) var levels: [UInt8] = []
    /// Six anchors of each post, 0 for none, for the table to grow by; gone when it is closed.
    private(set) var anchors: [UInt32] = []
    /// A keyed hash of each link.
    private(set) var linkHashes: [UInt32] = []
    /// The post of each link.
    private(set) var linkPosts: [UInt32] = []
    /// Times that an author was forgotten in it.
    private(set) var forgotten: UInt64 = 0

    /// Whether no more posts are added.
    private(set) var isClosed = false

    private(set) var anchorTable: AnchorTable
    private(set) var byAuthor = Chains()
    private(set) var byCampaign = Chains()
    private(set) var byLink = Chains()
    /// Posts that the tables are made for.
    private var room = 0

    init(serial: UInt64) {
        self.serial = serial
        anchorTable = AnchorTable(posts: 1)
        grow(to: 1024)
    }

    var count: Int { times.count }
    var isFull: Bool { count >= Self.limit }
    var newest: UInt32 { times.last ?? 0 }

    /// Whether it is time for another one: it is full, or its posts are further apart than `span` seconds.
    func isDone(at time: UInt32, span: UInt32) -> Bool {
        isFull || count >= Self.leastPosts && time > times[0] && time - times[0] >= span
    }

    private func isReading(_ post: Int) -> Bool { levels[post] & Self.readingMark != 0 }

    // MARK: Adding

    mutating func add(_ post: RememberedPost) {
        if count >= room { grow(to: room * 2) }
        let number = count
        append(post)
        for anchor in post.anchors where anchor != 0 { anchorTable.enter(anchor, number) }
    }

    /// Nothing more is added: what adding takes is given back.
    mutating func close() {
        isClosed = true
        anchors = []
    }

    /// Everything but the anchors' table.
    private mutating func append(_ post: RememberedPost) {
        let number = UInt32(count)
        times.append(post.time)
        authors.append(post.author)
        campaigns.append(post.campaign)
        sketches.append(post.sketch.bits)
        levels.append(post.sketch.level | (post.isReading ? Self.readingMark : 0))
        for index in 0..<Signature.anchorCount {
            anchors.append(index < post.anchors.count ? post.anchors[index] : 0)
        }
        byAuthor.append(post.author == 0 ? nil : post.author)
        byCampaign.append(post.campaign == 0 || post.isReading ? nil : Self.hash(post.campaign))
        for hash in post.links where linkHashes.count < Self.limit {
            linkHashes.append(hash)
            linkPosts.append(number)
            byLink.append(hash)
        }
    }

    private mutating func grow(to posts: Int) {
        room = min(max(posts, 1024), Self.limit)
        times.reserveCapacity(room)
        authors.reserveCapacity(room)
        campaigns.reserveCapacity(room)
        sketches.reserveCapacity(room)
        levels.reserveCapacity(room)
        anchors.reserveCapacity(room * Signature.anchorCount)
        anchorTable = AnchorTable(posts: room)
        byAuthor.begin(chains: room, entries: room)
        byCampaign.begin(chains: room, entries: room)
        byLink.begin(chains: room / 2, entries: 0)
        for post in 0..<count {
            for anchor in anchors[post * Signature.anchorCount..<(post + 1) * Signature.anchorCount] where anchor != 0 {
                anchorTable.enter(anchor, post)
            }
            byAuthor.append(authors[post] == 0 ? nil : authors[post])
            byCampaign.append(campaigns[post] == 0 || isReading(post) ? nil : Self.hash(campaigns[post]))
        }
        for hash in linkHashes { byLink.append(hash) }
    }

    /// Begins again in the memory that it has: a daemon that runs for years does not cut its memory into pieces.
    mutating func reopen(serial: UInt64) {
        self.serial = serial
        isClosed = false
        forgotten = 0
        times.removeAll(keepingCapacity: true)
        authors.removeAll(keepingCapacity: true)
        campaigns.removeAll(keepingCapacity: true)
        sketches.removeAll(keepingCapacity: true)
        levels.removeAll(keepingCapacity: true)
        linkHashes.removeAll(keepingCapacity: true)
        linkPosts.removeAll(keepingCapacity: true)
        anchors.reserveCapacity(room * Signature.anchorCount)
        anchorTable.removeAll()
        byAuthor.removeAll()
        byCampaign.removeAll()
        byLink.removeAll()
    }

    /// A closed one, as it was kept.
    init(serial: UInt64, closed posts: [RememberedPost], anchorTable table: AnchorTable) {
        self.init(serial: serial)
        grow(to: posts.count)
        for post in posts { append(post) }
        anchorTable = table
        close()
    }

    /// Forgets who wrote an author's posts; the posts stay, without an author.
    mutating func forget(author: UInt32) {
        var isThere = false
        for post in authors.indices where authors[post] == author {
            authors[post] = 0
            isThere = true
        }
        if isThere { forgotten += 1 }
    }

    static func hash(_ campaign: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: campaign) &* 0x9E37_79B1 }

    // MARK: Asking

    /// Where posts that have an anchor are noted.
    func slot(of anchor: UInt32) -> AnchorTable.Slot { anchorTable.slot(of: anchor) }

    func campaign(of post: Int) -> UInt64 { campaigns[post] }

    func sketch(of post: Int) -> Sketch { Sketch(bits: sketches[post], level: levels[post] & ~Self.readingMark) }

    /// What it takes, in bytes.
    var size: Int {
        let words = times.capacity + authors.capacity + anchors.capacity + linkHashes.capacity + linkPosts.capacity
        return words * 4 + campaigns.capacity * 8 + sketches.capacity * 32 + levels.capacity
            + anchorTable.size + byAuthor.size + byCampaign.size + byLink.size
    }
}

/// A post as it is remembered.
struct RememberedPost: Sendable, Equatable {
    /// Seconds since 1970.
    var time: UInt32
    /// A keyed hash, 0 for none.
    var author: UInt32
    /// 0 for a text that is not compared.
    var campaign: UInt64
    /// Another reading of the post before it, which is not counted.
    var isReading = false
    var sketch = Sketch.empty
    /// `Signature.anchorCount` at most.
    var anchors: [UInt32] = []
    /// Keyed hashes.
    var links: [UInt32] = []
}
