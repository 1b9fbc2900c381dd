internal import Moderation

/// The keys of this plugin.
enum FloodKey: String, CaseIterable {
    case similarPosts = "similar_posts"
    case postsByAuthor = "posts_by_author"
    case sameLink = "same_link"
    case firstPost = "first_post"

    /// What the block of a key may hold besides `within`.
    var parts: [String] {
        switch self {
        case .similarPosts: ["count", "authors"]
        case .postsByAuthor: ["count"]
        case .sameLink: ["count", "authors"]
        case .firstPost: []
        }
    }

    var form: CheckKeyForm { CheckKeyForm(rawValue, summary: summary, example: "\(rawValue): \(value)") }

    private var summary: String {
        switch self {
        case .similarPosts:
            "How many posts that are nearly the same there were within a time, this one included; authors: by how many"
        case .postsByAuthor: "How many posts the author wrote within a time, this one included"
        case .sameLink:
            "In how many posts (count) or by how many authors one of the post's links was posted within a time"
        case .firstPost: "Whether no earlier post of the author is remembered"
        }
    }

    private var value: String {
        switch self {
        case .similarPosts: "{count: \"> 4\", within: 10 minutes}"
        case .postsByAuthor: "{count: \"> 20\", within: 1 hour}"
        case .sameLink: "{authors: \"> 3\", within: 1 day}"
        case .firstPost: "true"
        }
    }
}
