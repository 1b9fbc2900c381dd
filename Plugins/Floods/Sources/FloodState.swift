/// All that is remembered, in generations: bounded by the time that rules look back, and by `postLimit`, whichever
/// is less.
struct FloodState: Sendable {
    /// Beyond it the oldest generation is forgotten: 1,000,000 are always there.
    static let postLimit = 9 * Generation.limit
    /// Parts of the time that rules look back, each of which gets a generation of its own.
    static let spans: UInt32 = 8
    /// Those of one window, and full ones.
    static let generationLimit = 20
    /// Posts followed along a chain for one question: of more, the newest count.
    static let stepLimit = 1024
    /// Posts compared for one question.
    static let comparisonLimit = 96

    /// Keys the hashes, so that the state does not reveal who wrote what. Generated once.
    let salt: UInt64
    /// The newest last.
    private(set) var generations: [Generation]
    private var nextSerial: UInt64
    /// One that was forgotten, whose memory the next one gets.
    private var spare: Generation?
    /// The maximum number of unused bytes.
    private static let spareLimit = 2 << 20

    init(salt: UInt64, generations: [Generation] = []) {
        self.salt = salt
        self.generations = generations
        nextSerial = (generations.map(\.serial).max() ?? 0) + 1
        if generations.last?.isClosed ?? true { begin() }
    }

    /// What it takes, in bytes.
    var size: Int { generations.reduce(spare?.size ?? 0) { $0 + $1.size } }

    // MARK: Asking

    /// A campaign that a text belongs to, and how much it shares with the post of it that is most alike.
    struct Similar {
        var campaign: UInt64
        var share: Float
        /// The larger, the later it came.
        var place: Int
    }

    /// Campaigns that a text belongs to, the most alike first; at most 8.
    func campaigns(like signatures: [Signature]) -> [Similar] {
        var found: [Similar] = []
        for signature in signatures { add(to: &found, like: signature) }
        // What came first gives a campaign its name, as long as it is remembered.
        found.sort { ($1.share, $0.place) < ($0.share, $1.place) }
        return found
    }

    private func add(to found: inout [Similar], like signature: Signature) {
        let candidates = candidates(like: signature)
        let generations = generations.span
        let sketches = candidates.map { generations[$0.age].sketch(of: $0.post) }
        let campaigns = candidates.map { generations[$0.age].campaign(of: $0.post) }
        for (index, candidate) in candidates.enumerated() {
            guard campaigns[index] != 0, let share = signature.likeness(to: sketches[index]) else { continue }
            let similar = Similar(
                campaign: campaigns[index], share: share, place: candidate.age << 32 | candidate.post)
            if let index = found.firstIndex(where: { $0.campaign == similar.campaign }) {
                if share > found[index].share { found[index] = similar }
            } else if found.count < 8 {
                found.append(similar)
            }
        }
    }

    /// Posts that share an anchor, the newest generation's first, and now and then one that shares none.
    private func candidates(like signature: Signature) -> [(age: Int, post: Int)] {
        let generations = generations.span
        let anchors = signature.anchors
        // All is fetched before any is looked at, here and of the posts that are found: each comes from afar, and so they
        // come together.
        var slots: [AnchorTable.Slot] = []
        slots.reserveCapacity(generations.count * anchors.count)
        for age in generations.indices.reversed() {
            for anchor in anchors { slots.append(generations[age].slot(of: anchor)) }
        }
        var candidates: [(age: Int, post: Int)] = []
        candidates.reserveCapacity(16)
        var seen: UInt64 = 0
        for (index, slot) in slots.enumerated() where candidates.count < Self.comparisonLimit {
            let age = generations.count - 1 - index / anchors.count
            AnchorTable.posts(with: anchors[index % anchors.count], in: slot) { post in
                guard candidates.count < Self.comparisonLimit else { return }
                // Most share several.
                let mark: UInt64 = 1 << UInt64(post & 63)
                if seen & mark != 0, candidates.contains(where: { $0 == (age, post) }) { return }
                seen |= mark
                candidates.append((age, post))
            }
        }
        return candidates
    }

    /// Posts of these campaigns within a window, this one included, and by how many authors.
    func count(_ campaigns: [Similar], _ window: Window, author: UInt32) -> (posts: Int, authors: Int) {
        var posts = 1
        var authors = Authors(author)
        let generations = generations.span
        for similar in campaigns {
            let hash = Generation.hash(similar.campaign)
            var steps = Self.stepLimit
            for age in generations.indices.reversed() {
                var entry = generations[age].byCampaign.newest(hash)
                while let post = entry, steps > 0 {
                    if generations[age].campaigns[post] == similar.campaign,
                        window.contains(generations[age].times[post])
                    {
                        posts += 1
                        authors.insert(generations[age].authors[post])
                    }
                    entry = generations[age].byCampaign.before(post)
                    steps -= 1
                }
            }
        }
        return (posts, authors.count)
    }

    /// The author's posts within a window and this one; not counted much beyond `enough`.
    func posts(by author: UInt32, _ window: Window, enough: Int) -> Int {
        var count = 1
        var steps = max(Self.stepLimit, enough * 2)
        let generations = generations.span
        let newest = newest(by: author)
        for age in generations.indices.reversed() {
            var entry = newest[age]
            while let post = entry, steps > 0, count <= enough {
                // Posts come in the order of time unless the clock jumps, so an old one need not be the last.
                if generations[age].authors[post] == author, window.contains(generations[age].times[post]) {
                    count += 1
                }
                entry = generations[age].byAuthor.before(post)
                steps -= 1
            }
        }
        return count
    }

    func knows(author: UInt32) -> Bool {
        let generations = generations.span
        let newest = newest(by: author)
        for age in generations.indices.reversed() {
            var entry = newest[age]
            var steps = Self.stepLimit
            while let post = entry, steps > 0 {
                if generations[age].authors[post] == author { return true }
                entry = generations[age].byAuthor.before(post)
                steps -= 1
            }
        }
        return false
    }

    /// By generation, the last post that may be by an author.
    private func newest(by author: UInt32) -> [Int?] {
        let generations = generations.span
        var newest: [Int?] = []
        newest.reserveCapacity(generations.count)
        for age in generations.indices { newest.append(generations[age].byAuthor.newest(author)) }
        return newest
    }

    /// Posts and authors with a link within a window, this one included.
    func count(link: UInt32, _ window: Window, author: UInt32) -> (posts: Int, authors: Int) {
        var posts = 1
        var authors = Authors(author)
        var steps = Self.stepLimit
        let generations = generations.span
        for age in generations.indices.reversed() {
            var entry = generations[age].byLink.newest(link)
            while let number = entry, steps > 0 {
                let post = Int(generations[age].linkPosts[number])
                if generations[age].linkHashes[number] == link, window.contains(generations[age].times[post]) {
                    posts += 1
                    authors.insert(generations[age].authors[post])
                }
                entry = generations[age].byLink.before(number)
                steps -= 1
            }
        }
        return (posts, authors.count)
    }

    /// Different authors; posts without an author count as one.
    private struct Authors {
        private var known: Set<UInt32> = []

        init(_ author: UInt32) { insert(author) }

        mutating func insert(_ author: UInt32) {
            if author != 0 { known.insert(author) }
        }

        var count: Int { max(known.count, 1) }
    }

    // MARK: Remembering

    /// Adds a post. Generations whose posts are all older than `keep` seconds make room.
    mutating func add(_ post: RememberedPost, _ signatures: [Signature], keep: UInt32) {
        if generations[generations.count - 1].isDone(at: post.time, span: max(keep / Self.spans, 1)) {
            generations[generations.count - 1].close()
            forget(olderThan: keep, at: post.time)
            begin()
            while generations.count > Self.generationLimit
                || generations.reduce(0, { $0 + $1.count }) > Self.postLimit - Generation.limit
            {
                generations.removeFirst()
            }
        }
        var post = post
        post.sketch = signatures.first?.sketch ?? .empty
        post.anchors = signatures.first?.anchors ?? []
        generations[generations.count - 1].add(post)
        // The other reading leads to the same campaign and is not a post to count.
        for signature in signatures.dropFirst() where !generations[generations.count - 1].isFull {
            generations[generations.count - 1].add(
                RememberedPost(
                    time: post.time, author: 0, campaign: post.campaign, isReading: true, sketch: signature.sketch,
                    anchors: signature.anchors))
        }
    }

    /// Closed generations whose posts are all older go.
    private mutating func forget(olderThan keep: UInt32, at time: UInt32) {
        let window = Window(seconds: Double(keep), before: time)
        while let old = generations.firstIndex(where: { $0.isClosed && !window.contains($0.newest) }) {
            let generation = generations.remove(at: old)
            if generation.size <= Self.spareLimit { spare = generation }
        }
    }

    /// Nobody asks any more: what is old goes, and in the end all.
    mutating func fade(olderThan keep: UInt32, at time: UInt32) {
        let last = generations.count - 1
        guard last > 0 || generations[last].count > 0 else { return }
        let isOver = !Window(seconds: Double(keep), before: time).contains(generations[last].newest)
        if isOver { generations[last].close() }
        forget(olderThan: keep, at: time)
        spare = nil
        if generations.last?.isClosed ?? true { begin() }
    }

    private mutating func begin() {
        if var generation = spare {
            spare = nil
            generation.reopen(serial: nextSerial)
            generations.append(generation)
        } else {
            generations.append(Generation(serial: nextSerial))
        }
        nextSerial += 1
    }

    mutating func forget(author: UInt32) {
        for age in generations.indices { generations[age].forget(author: author) }
    }
}
