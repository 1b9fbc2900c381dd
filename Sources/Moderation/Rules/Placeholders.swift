/// `{{match}}` and other placeholders in a rule's reason: filled in for a moderator, in the sidecar of a flagged post.
public enum Placeholders {
    /// What there is.
    public static let names = ["match", "matches", "rule", "score", "channel", "author", "title"]

    /// Names in a text that are none of these.
    public static func unknown(in text: String) -> [String] {
        pieces(of: text).compactMap { piece in
            if case .name(let name) = piece, !names.contains(name) { name } else { nil }
        }
    }

    static func fill(_ text: String, for finding: Finding, in post: Post) -> String {
        pieces(of: text).map { piece in
            switch piece {
            case .text(let text): text
            case .name(let name): value(of: name, for: finding, in: post)
            }
        }.joined()
    }

    private static func value(of name: String, for finding: Finding, in post: Post) -> String {
        let matches = finding.evidence.compactMap { post.quoted($0) }.map { String(decoding: $0, as: UTF8.self) }
        let text: String? =
            switch name {
            case "match": matches.first
            case "matches": matches.joined(separator: ", ")
            case "rule": finding.rule.id
            case "score": finding.score.plain
            case "channel": post.channel
            case "author": post.text(of: Field("author.name")).map { String(decoding: $0, as: UTF8.self) }
            case "title": post.text(of: .title).map { String(decoding: $0, as: UTF8.self) }
            default: nil
            }
        return text ?? ""
    }

    private enum Piece {
        case text(String)
        case name(String)
    }

    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = Substring(text)
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            pieces.append(.text(String(rest[..<open.lowerBound])))
            pieces.append(.name(rest[open.upperBound..<close.lowerBound].filter { $0 != " " }))
            rest = rest[close.upperBound...]
        }
        return pieces + [.text(String(rest))]
    }
}
