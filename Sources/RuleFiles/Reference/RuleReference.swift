public import Moderation

/// The reference of the rule language as Markdown, made from what the plugins declare: `Documentation/rule-reference.md`
/// is a copy that a test keeps true.
public enum RuleReference {
    /// Every key and every modifier, in tables.
    public static func markdown(_ plugins: [any RulePlugin]) -> String {
        var lines = [
            "# Reference of keys and modifiers", "",
            "Made from the code by `moongate rules --keys --markdown`. How rules are written is told in",
            "[write-a-rule.md](write-a-rule.md).", "",
            "A check is one key: `[~]key[+key...][#label] (modifier, ...): value`, or a list of values.",
        ]
        for plugin in plugins {
            lines += [
                "", "## Keys of the \(plugin.name) plugin", "",
                "| key | what it asks | for example | holds for | does not hold for |",
                "| --- | --- | --- | --- | --- |",
            ]
            lines += plugin.keys.map { form in
                "| `\(form.name)\(form.required.map { " (\($0))" } ?? "")` | \(cell(form.summary)) | \(cells(form.example, form.posts))"
            }
            var seen = Set<String>()
            let modifiers = plugin.keys.flatMap(\.modifiers).filter { seen.insert($0.name).inserted }
            guard !modifiers.isEmpty else { continue }
            lines += [
                "", "Modifiers of the \(plugin.name) plugin:", "",
                "| modifier | what it does | for example | holds for | does not hold for |",
                "| --- | --- | --- | --- | --- |",
            ]
            lines += modifiers.map { "| `\($0.name)` | \(cell($0.summary)) | \(cells($0.example, $0.posts))" }
        }
        lines += [
            "", "## Keys of the rule itself", "", "| key | what it says | for example |", "| --- | --- | --- |",
        ]
        lines += ownKeys.map { "| `\($0.name)` | \(cell($0.summary)) | `\($0.example)` |" }
        lines += [
            "", "Placeholders in `reason`: " + Placeholders.names.map { "`{{\($0)}}`" }.joined(separator: ", ") + ".",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The keys that are no checks, in the order in which one writes them.
    static let ownKeys: [(name: String, summary: String, example: String)] = [
        ("id", "The rule's name: unique, small letters, digits and -", "id: wechat-handle"),
        ("summary", "What it is about, in one line", "summary: Hands out a WeChat account"),
        (
            "reason", "Why it is there; moderators read it beside a flagged post",
            "reason: '{{match}} leads away from here'"
        ),
        ("score", "What a post gains where the rule holds; may be negative", "score: 4"),
        ("action", "approve, flag or reject: decides at once, without regard to the score", "action: flag"),
        ("mode", "live: it counts; shadow: it is only recorded; off: it is not asked", "mode: shadow"),
        (
            "rollout", "Acts on this share of posts, the same ones every time; for the rest it is in shadow",
            "rollout: 10%"
        ),
        ("priority", "Of the rules with an action that hold, those with the greatest priority decide", "priority: 5"),
        ("group", "Rules of a group share a cap, which moongate.yaml sets", "group: contact"),
        ("channels", "Where it applies: a list, or all but a list", "channels: {not: [market]}"),
        ("standard", "Takes over the checks of a base (an item with base: instead of id:)", "standard: sale"),
        ("any", "At least one of these blocks of checks must hold", "any: [{title: free}, {body: gratis}]"),
        ("rules", "Other rules, joined by and, or, not and parentheses", "rules: link-drop and not regular"),
        (
            "examples", "fires: posts for which it must hold, passes: posts for which it must not",
            "examples: {fires: [add wx], passes: [add salt]}"
        ),
    ]

    /// A line, and posts for which it holds and does not.
    private static func cells(_ example: String, _ posts: CheckKeyForm.ExamplePosts) -> String {
        let lines = [posts.given, example].compactMap { $0 }.map { "`\($0)`" }.joined(separator: " with ")
        let texts = [posts.fires, posts.passes].map { $0.map { "`\(cell($0))`" } ?? "" }
        return ([lines] + texts).joined(separator: " | ") + " |"
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
