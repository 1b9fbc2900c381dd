internal import Moderation

/// Which plugin understands a key.
struct KeyOwners {
    /// A plugin's place in the list, and the form of the key.
    struct Owner {
        let plugin: Int
        let form: CheckKeyForm
    }

    private let forms: [Owner]

    init(_ plugins: [InstalledPlugin]) {
        forms = plugins.enumerated().flatMap { index, plugin in plugin.keys.map { Owner(plugin: index, form: $0) } }
    }

    /// The form that excuses hits, where a plugin has one.
    var excuse: Owner? { forms.first { !$0.form.isCondition } }

    /// Whether a key asks nothing of the post by itself.
    func asksNothing(_ key: CheckKey) -> Bool {
        forms.contains { !$0.form.isCondition && $0.form.covers(key.names[0].text) }
    }

    /// The plugin whose form fits best, or what is wrong with the key.
    func owner(of key: CheckKey) throws(RuleProblems) -> Owner {
        let fitting = forms.compactMap { owner in owner.form.fit(key).map { (fit: $0, owner: owner) } }
        guard let owner = fitting.max(by: { $0.fit < $1.fit })?.owner ?? joined(key) else {
            throw RuleProblems(unknown(key))
        }
        let problems = wrongModifiers(key, owner.form)
        guard problems.isEmpty else { throw RuleProblems(problems) }
        if key.isNegated, !owner.form.isCondition {
            throw RuleProblems(at: key.source.location, "'\(owner.form.name)' cannot be turned round by ~")
        }
        return owner
    }

    /// The fields whose words a key reads: each of its names may be of another form of the plugin.
    func fields(readBy key: CheckKey, of owner: Owner) -> [Field] {
        key.names.flatMap { name in
            let isOwn = owner.form.covers(name.text)
            let form = isOwn ? owner.form : forms.first { $0.plugin == owner.plugin && $0.form.covers(name.text) }?.form
            return form?.fields(readBy: name.text) ?? []
        }
    }

    /// What an example may assume of a key besides the key itself.
    func assumable(of name: String) -> [String] {
        forms.filter { $0.form.covers(name) }.flatMap { owner in owner.form.assumes.map { name + "." + $0 } }
    }

    /// `title+body`: names of different forms of one plugin.
    private func joined(_ key: CheckKey) -> Owner? {
        let joinable = forms.filter(\.form.joins)
        return joinable.first { owner in
            owner.form.covers(key.names[0].text)
                && key.names.allSatisfy { name in
                    joinable.contains { $0.plugin == owner.plugin && $0.form.covers(name.text) }
                }
        }
    }

    private func unknown(_ key: CheckKey) -> [RuleProblem] {
        let known = forms.map(\.form.name).filter { !$0.hasSuffix("*") }
        let unknown = key.names.filter { name in !forms.contains { $0.form.covers(name.text) } }
        guard !unknown.isEmpty else {
            let example = forms.first { $0.form.covers(key.names[0].text) }?.form.example ?? "body: [a word]"
            return [
                RuleProblem(
                    at: key.source.location, "'\(key.source.text)': these cannot be joined or used like this",
                    advice: key.names.count > 1 ? "write a check for each" : "for example: \(example)")
            ]
        }
        return unknown.map { name in
            let words = key.names.count == 1 && key.modifiers.isEmpty ? known + RuleReader.keys : known
            let nearest = DidYouMean.nearest(to: name.text, among: words)
            return RuleProblem(
                at: name.location, "unknown key '\(name.text)'",
                advice: AutoModeratorKeys.advice[name.text] ?? nearest.map { "did you mean '\($0)'?" }
                    ?? "there are: \(words.joined(separator: ", ")), author.NAME, extra.NAME")
        }
    }

    private func wrongModifiers(_ key: CheckKey, _ form: CheckKeyForm) -> [RuleProblem] {
        let allowed = form.modifiers.map(\.name)
        return key.modifiers.filter { !allowed.contains($0.text) }.map { modifier in
            let others = forms.map(\.form).filter { $0.covers(key.names[0].text) }.flatMap { $0.modifiers.map(\.name) }
            let all = allowed + others.filter { !allowed.contains($0) }
            return RuleProblem(
                at: modifier.location, "unknown modifier '\(modifier.text)' for \(form.name)",
                advice: all.isEmpty
                    ? "\(form.name) takes none" : DidYouMean.advice(for: modifier.text, among: all, what: "it takes"))
        }
    }
}
