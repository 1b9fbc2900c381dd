internal import Links
public import Moderation

/// Answers the flood checks from the memory; read-only.
public struct FloodExaminer: Examiner {
    private let checks: [FloodCheck]
    private let memory: FloodMemory
    /// Whether a check asks for similar posts.
    private let wantsCampaign: Bool
    /// Beyond this nobody asks how many posts an author wrote.
    private let enoughPosts: Int

    init(checks: [FloodCheck], memory: FloodMemory, wantsCampaign: Bool) {
        self.checks = checks
        self.memory = memory
        self.wantsCampaign = wantsCampaign
        enoughPosts = checks.map { Int(min($0.count?.number ?? 0, 1_000_000)) + 1 }.max() ?? 0
    }

    /// Says which checks hold, by what number; and which campaign the post is part of.
    public mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
        let wantsCampaign = wantsCampaign
        let facts = FloodFacts.of(post, salt: memory.salt, signed: wantsCampaign)
        let second = FloodFacts.seconds(now)
        let checks = checks
        let enough = enoughPosts
        let (campaigns, counts) = memory.read { state in
            let like = wantsCampaign ? state.campaigns(like: facts.signatures) : []
            return (like, checks.map { Self.count($0, facts, like, state, second, enough) })
        }
        if wantsCampaign, let signature = facts.signatures.first {
            var ids: [String] = []
            for campaign in campaigns.isEmpty ? [signature.id] : campaigns.map(\.campaign) {
                let id = Self.text(campaign)
                if !ids.contains(id) { ids.append(id) }
            }
            answers.annotate(FloodsPlugin.campaigns, with: ids)
        }
        for (check, count) in zip(checks, counts) {
            let authors = post.assumptions[check.key.rawValue + ".authors"]
            // Authors alone wrote a post each.
            if let assumed = post.assumptions[check.key.rawValue] ?? authors {
                assume(assumed, authors, check, &answers)
                continue
            }
            guard let count, check.key == .firstPost || check.holds(count: count.posts, authors: count.authors) else {
                continue
            }
            if check.key == .firstPost {
                if (count.posts == 1) == check.truth { say(check, check.truth ? "true" : "false", &answers) }
                continue
            }
            var value = check.count != nil ? "\(count.posts) posts" : ""
            if check.authors != nil { value += (value.isEmpty ? "" : ", ") + "\(count.authors) authors" }
            if check.key == .similarPosts, let campaign = campaigns.first {
                value += ", campaign \(Self.text(campaign.campaign))"
            }
            say(check, value, &answers)
            if check.key == .sameLink {
                for link in count.links {
                    answers.holds(
                        check.id,
                        Evidence(link.field, element: link.element, range: link.found.range))
                }
            }
        }
    }

    private struct Count {
        var posts: Int
        var authors: Int
        var links: [PostLinks.Placed<Link>] = []
    }

    private static func count(
        _ check: FloodCheck, _ facts: FloodFacts, _ like: [FloodState.Similar], _ state: borrowing FloodState,
        _ now: UInt32, _ enough: Int
    ) -> Count? {
        let window = Window(seconds: check.window, before: now)
        switch check.key {
        case .similarPosts:
            guard !facts.signatures.isEmpty else { return nil }
            let (posts, authors) = state.count(like, window, author: facts.author)
            return Count(posts: posts, authors: authors)
        case .postsByAuthor:
            guard facts.author != 0 else { return nil }
            return Count(posts: state.posts(by: facts.author, window, enough: enough), authors: 1)
        case .sameLink:
            var best: Count?
            for link in facts.links {
                let (posts, authors) = state.count(link: link.hash, window, author: facts.author)
                guard check.holds(count: posts, authors: authors) else { continue }
                let links = (best?.links ?? []) + [link.placed]
                best = Count(
                    posts: max(posts, best?.posts ?? 0), authors: max(authors, best?.authors ?? 0), links: links)
            }
            return best
        case .firstPost:
            guard facts.author != 0 else { return nil }
            return Count(posts: state.knows(author: facts.author) ? 2 : 1, authors: 1)
        }
    }

    private func assume(_ assumed: String, _ authors: String?, _ check: FloodCheck, _ answers: inout Answers) {
        if check.key == .firstPost {
            if Truth.read(assumed) == check.truth { say(check, assumed, &answers) }
            return
        }
        guard let count = Int(assumed) else { return }
        // A single number sets whatever the rule counts.
        if check.holds(count: count, authors: authors.flatMap { Int($0) } ?? count) { say(check, assumed, &answers) }
    }

    private func say(_ check: FloodCheck, _ value: String, _ answers: inout Answers) {
        answers.holds(check.id, Evidence(Field(check.key.rawValue), value: value))
    }

    /// 12 hexadecimal digits.
    private static func text(_ campaign: UInt64) -> String {
        let digits = String(campaign, radix: 16)
        return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }
}
