/// All that is remembered. Bounded by counts, not by time: at most `generationLimit` generations, `campaignLimit`
/// campaigns of two posts or more.
struct FloodState: Sendable {
    /// Full ones, and the one that is filled: from 1,000,000 posts on the oldest 125,000 are forgotten.
    static let generationLimit = 9
    static let campaignLimit = 32_768
    /// Steps along a chain of posts for one question.
    static let chainLimit = 2048

    /// Keys the hashes, so that the state tells nobody who wrote what. Made once.
    var salt: UInt64
    /// The newest last.
    var generations: [Generation] = [Generation()]
    /// Those of two posts or more.
    var campaigns: [UInt64: Campaign] = [:]
    /// Changes with every post.
    var version = 0

    // MARK: Asking

    /// Campaigns that a text belongs to, the most alike first.
    func campaigns(like signature: Signature) -> [UInt64] {
        var best: [(campaign: UInt64, shared: Int, post: Int)] = []
        for (age, generation) in generations.enumerated() {
            generation.candidates(signature) { post in
                let campaign = generation.campaigns[post]
                guard campaign != 0 else { return }
                let shared = Signature.shared(signature.bins, generation.bins[post])
                guard shared >= Signature.threshold else { return }
                let place = age << 32 | post
                if let index = best.firstIndex(where: { $0.campaign == campaign }) {
                    if shared > best[index].shared { best[index] = (campaign, shared, place) }
                } else if best.count < 8 {
                    best.append((campaign, shared, place))
                }
            }
        }
        // What came first gives a campaign its name, as long as it is remembered.
        return best.sorted { ($1.shared, $0.post) < ($0.shared, $1.post) }.map(\.campaign)
    }

    /// The time and author of a campaign's only post.
    func onlyPost(of campaign: UInt64, like signature: Signature) -> (time: UInt32, author: UInt32)? {
        for generation in generations.reversed() {
            var found: (UInt32, UInt32)?
            generation.candidates(signature) { post in
                if generation.campaigns[post] == campaign { found = (generation.times[post], generation.authors[post]) }
            }
            if let found { return (found.0, found.1) }
        }
        return nil
    }

    /// Posts within a window, and by how many authors.
    func count(_ campaigns: [UInt64], like signature: Signature, _ window: Window, author: UInt32) -> (Int, Int) {
        var posts = 1
        var authors = 1
        for id in campaigns {
            let counted =
                self.campaigns[id]
                ?? onlyPost(of: id, like: signature).map {
                    Campaign(times: [$0.time], authors: [$0.author])
                }
            guard let (more, by) = counted?.count(window, alsoBy: author) else { continue }
            posts += more - 1
            authors = max(authors, by)
        }
        return (posts, authors)
    }

    /// The author's posts within a window and this one; not counted much beyond `enough`.
    func posts(by author: UInt32, _ window: Window, enough: Int) -> Int {
        var count = 1
        for generation in generations.reversed() {
            generation.posts(by: author, limit: Self.chainLimit) { post in
                // Posts come in the order of time unless the clock jumps, so an old one need not be the last.
                if window.contains(generation.times[post]) { count += 1 }
                return count <= enough
            }
            if count > enough { break }
        }
        return count
    }

    func knows(author: UInt32) -> Bool {
        generations.contains { generation in
            var isThere = false
            generation.posts(by: author, limit: Self.chainLimit) { _ in
                isThere = true
                return false
            }
            return isThere
        }
    }

    /// Posts and authors with a link within a window, this one included.
    func count(link: UInt32, _ window: Window, author: UInt32) -> (Int, Int) {
        var posts = 1
        var authors: Set<UInt32> = author == 0 ? [] : [author]
        for generation in generations.reversed() {
            generation.posts(with: link, limit: Self.chainLimit) { post in
                guard window.contains(generation.times[post]) else { return true }
                posts += 1
                if generation.authors[post] != 0 { authors.insert(generation.authors[post]) }
                return true
            }
        }
        return (posts, max(authors.count, 1))
    }

    // MARK: Remembering

    mutating func add(
        time: UInt32, author: UInt32, signature: Signature?, campaign: UInt64, links: some Sequence<UInt32>,
        keep: UInt32
    ) {
        version &+= 1
        if let signature, campaign != 0 {
            if campaigns[campaign] != nil {
                campaigns[campaign]?.add(time, author)
            } else if let first = onlyPost(of: campaign, like: signature) {
                if campaigns.count >= Self.campaignLimit { forgetCampaigns() }
                campaigns[campaign] = Campaign(times: [first.time, time], authors: [first.author, author])
            }
        }
        if generations[generations.count - 1].isFull {
            forget(before: time, keep: keep)
            generations.append(Generation())
        }
        generations[generations.count - 1].add(
            time: time, author: author, campaign: campaign, signature: signature, links: links)
    }

    private mutating func forget(before now: UInt32, keep: UInt32) {
        let window = Window(seconds: Double(keep), before: now)
        generations.removeAll { $0.isFull && !window.contains($0.newest) }
        if generations.count >= Self.generationLimit {
            generations.removeFirst(generations.count - Self.generationLimit + 1)
        }
        campaigns = campaigns.filter { window.contains($0.value.newest) }
    }

    /// Of too many campaigns the half that was quiet the longest.
    private mutating func forgetCampaigns() {
        let times = campaigns.values.map(\.newest).sorted()
        let middle = times[times.count / 2]
        campaigns = campaigns.filter { $0.value.newest > middle }
    }
}
