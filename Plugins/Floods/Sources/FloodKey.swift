internal import Moderation

/// The keys of this plugin.
enum FloodKey: String, CaseIterable {
    case similarPosts = "similar_posts"
    case postsByAuthor = "posts_by_author"
    case sameLink = "same_link"
    case firstPost = "first_post"

    /// The members of a key's block in addition to `within`.
    var parts: [String] {
        switch self {
        case .similarPosts: ["count", "authors"]
        case .postsByAuthor: ["count"]
        case .sameLink: ["count", "authors"]
        case .firstPost: []
        }
    }

    var form: CheckKeyForm {
        CheckKeyForm(
            rawValue, assumes: parts.filter { $0 == "authors" }, summary: summary,
            example: "\(rawValue): \(example.value)",
            fires: "{body: hi, assume: {\(example.fires)}}", passes: "{body: hi, assume: {\(example.passes)}}")
    }

    private var summary: String {
        switch self {
        case .similarPosts:
            "The number of near-duplicates within a time, including this post; authors: the number of their authors"
        case .postsByAuthor: "The number of the author's posts within a time, including this post"
        case .sameLink:
            "The number of posts (count) or authors that posted one of the post's links within a time"
        case .firstPost: "Whether no earlier post of the author is remembered"
        }
    }

    /// The value, and what the posts assume of those before them.
    private var example: (value: String, fires: String, passes: String) {
        switch self {
        case .similarPosts: ("{count: \"> 4\", within: 10 minutes}", "similar_posts: 5", "similar_posts: 2")
        case .postsByAuthor: ("{count: \"> 20\", within: 1 hour}", "posts_by_author: 30", "posts_by_author: 3")
        case .sameLink:
            (
                "{authors: \"> 3\", within: 1 day}", "same_link.authors: 4",
                "same_link.authors: 1"
            )
        case .firstPost: ("true", "first_post: true", "first_post: false")
        }
    }
}
