import ArgumentParser
import Commands
import Moderation
import RuleFiles

/// What people do in a community: where its thresholds lie.
enum CommunityKind: String, CaseIterable, ExpressibleByArgument {
    case general, marketplace, busy

    /// Posts with this many points are flagged for a person; `Rules/moongate.yaml` says what points mean.
    var flagAt: Int {
        switch self {
        case .general: 4
        case .marketplace: 3
        case .busy: 5
        }
    }

    var summary: String {
        switch self {
        case .general: "discussion, with a stricter channel `market`"
        case .marketplace: "people buy and sell: a strong hint is enough everywhere"
        case .busy: "many posts, few moderators: only near certainties are flagged"
        }
    }
}

/// `moongate.yaml` for a community: the file that ships, comments included, with three lines of it changed.
struct CommunityPolicy {
    let kind: CommunityKind
    /// BCP 47 tags; empty where nothing was said.
    let languages: [String]

    private static let threshold = "  flag_at: 4"
    private static let languageLine = "  # languages: "
    private static let unreadLine = "  # unread_text: hold"

    /// Nil if the file that ships does not have these lines.
    func applied(to shipped: String) -> String? {
        var lines = shipped.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let flag = lines.firstIndex(of: Self.threshold),
            let language = lines.firstIndex(where: { $0.hasPrefix(Self.languageLine) }),
            let unread = lines.firstIndex(of: Self.unreadLine)
        else { return nil }
        lines[unread] = "  unread_text: hold"
        lines[flag] = "  flag_at: \(kind.flagAt)"
        if !languages.isEmpty { lines[language] = "  languages: [\(languages.joined(separator: ", "))]" }
        return lines.joined(separator: "\n")
    }

    /// `en, zh` as a list; a tag that no model knows is a mistake of the hand.
    static func languages(_ text: String, known: [String]) throws(InitProblem) -> [String] {
        let tags = text.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        for tag in tags where !known.contains(tag) {
            throw InitProblem(
                "'\(tag)' is not a language that can be detected; "
                    + (DidYouMean.nearest(to: tag, among: known).map { "did you mean '\($0)'? " } ?? "")
                    + "moongate language --list shows all", .validationFailure)
        }
        return tags
    }
}
