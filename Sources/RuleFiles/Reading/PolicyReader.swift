internal import Moderation

/// Reads `moongate.yaml`: the thresholds, for all channels and for single ones.
enum PolicyReader {
    static func read(_ file: RuleFolder.File, plugins: [String]) throws(RuleProblems) -> Policy {
        guard let document = try YAMLFile.read(file) else {
            throw RuleProblems(
                at: SourceLocation(file: file.path, line: 1, column: 1), "the file is empty",
                advice: "delete it for the usual thresholds, or write: policy: {flag_at: 4}")
        }
        var policy = Policy()
        for entry in try document.entries(
            named: "moongate.yaml", among: ["policy", "groups", "plugins"] + SpoolSettingsReader.keys)
        where !SpoolSettingsReader.keys.contains(entry.key.text) {
            if entry.key.text == "groups" {
                policy.groupCaps = try groupCaps(entry.value)
                continue
            }
            if entry.key.text == "plugins" {
                try readPlugins(entry.value, of: plugins, into: &policy)
                continue
            }
            let entries = try entry.value.entries(
                named: "policy", among: ["flag_at", "reject_at", "languages", "channels", "unread_text"])
            policy.thresholds = try thresholds(entries, from: Policy.Thresholds(), at: entry.key.location)
            policy.languages = try languages(entries) ?? []
            if let unread = entries.first(where: { $0.key.text == "unread_text" }) {
                policy.unreadText = try unread.choice("what happens to posts whose text no rule reads")
            }
            for channels in entries where channels.key.text == "channels" {
                guard case .map(let named, _) = channels.value else {
                    throw RuleProblems(
                        at: channels.value.location, "channels is a block of channel names",
                        advice: "channels: {market: {flag_at: 3}}")
                }
                for channel in named {
                    let entries = try channel.value.entries(
                        named: "a channel", among: ["flag_at", "reject_at", "languages"])
                    policy.channels[channel.key.text] = try thresholds(
                        entries, from: policy.thresholds, at: channel.key.location)
                    policy.languagesByChannel[channel.key.text] = try languages(entries)
                }
            }
        }
        return policy
    }

    /// `languages: [en, zh]`: plugins know which there are.
    private static func languages(_ entries: [SourceValue.Entry]) throws(RuleProblems) -> [String]? {
        guard let entry = entries.first(where: { $0.key.text == "languages" }) else { return nil }
        var tags: [String] = []
        for tag in try entry.value.scalars() {
            guard (2...16).contains(tag.text.utf8.count),
                tag.text.utf8.allSatisfy({ $0 == 0x2D || $0 > 0x2F && $0 < 0x7B })
            else {
                throw RuleProblems(
                    at: tag.location, "'\(tag.text)' is not a language",
                    advice: "write its tag, such as en, zh, zh-Hant: languages: [en, zh]")
            }
            tags.append(tag.text)
        }
        return tags
    }

    /// `groups: {contact: {cap: 6}}`
    private static func groupCaps(_ value: SourceValue) throws(RuleProblems) -> [String: Double] {
        guard case .map(let groups, _) = value else {
            throw RuleProblems(
                at: value.location, "groups is a block of group names", advice: "groups: {contact: {cap: 6}}")
        }
        var caps: [String: Double] = [:]
        for group in groups {
            for entry in try group.value.entries(named: "a group", among: ["cap"]) {
                caps[group.key.text] = try entry.number()
            }
        }
        return caps
    }

    /// `plugins: {language: {outage: ignore, reads: asked}}`
    private static func readPlugins(
        _ value: SourceValue, of plugins: [String], into policy: inout Policy
    ) throws(RuleProblems) {
        for plugin in try value.entries(named: "plugins", among: plugins) {
            for entry in try plugin.value.entries(named: "a plugin", among: ["outage", "reads"]) {
                let text = try entry.singleText()
                if entry.key.text == "outage" {
                    policy.outages[plugin.key.text] = try entry.choice("a way to treat an outage")
                } else {
                    guard readings.contains(text.text) else {
                        throw RuleProblems(
                            at: text.location, "'\(text.text)' does not say which posts a plugin reads",
                            advice: DidYouMean.advice(for: text.text, among: readings, what: "write one of"))
                    }
                    if text.text == "asked" { policy.onlyAsked.insert(plugin.key.text) }
                }
            }
        }
    }

    /// What `reads` can be; the first unless said otherwise.
    static let readings = ["every-post", "asked"]

    private static func thresholds(
        _ entries: [SourceValue.Entry], from usual: Policy.Thresholds, at location: SourceLocation
    ) throws(RuleProblems) -> Policy.Thresholds {
        var thresholds = usual
        for entry in entries {
            switch entry.key.text {
            case "flag_at": thresholds.flagAt = try entry.number()
            case "reject_at":
                thresholds.rejectAt = try entry.singleText().text == "off" ? nil : entry.number()
            default: break
            }
        }
        guard thresholds.flagAt > 0 else {
            throw RuleProblems(
                at: location, "flag_at is \(thresholds.flagAt.plain): every post would be flagged",
                advice: "write a number above 0, such as 4")
        }
        if let rejectAt = thresholds.rejectAt, rejectAt < thresholds.flagAt {
            throw RuleProblems(
                at: location, "reject_at (\(rejectAt.plain)) is below flag_at (\(thresholds.flagAt.plain))",
                advice: "reject_at must not be less than flag_at; write reject_at: off to reject nothing")
        }
        return thresholds
    }
}

extension SourceValue.Entry {
    /// One of a few words.
    fileprivate func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ what: String
    ) throws(RuleProblems) -> Choice {
        let text = try singleText()
        guard let choice = Choice(rawValue: text.text) else {
            throw RuleProblems(
                at: text.location, "'\(text.text)' is not \(what)",
                advice: DidYouMean.advice(
                    for: text.text, among: Choice.allCases.map(\.rawValue), what: "write one of"))
        }
        return choice
    }
}

extension SourceValue {
    /// The entries of a block that may hold only these keys.
    func entries(named what: String, among keys: [String]) throws(RuleProblems) -> [Entry] {
        guard case .map(let entries, _) = self else {
            throw RuleProblems(
                at: location, "\(what) is a block of keys, this is \(kind)",
                advice: "it may hold: \(keys.joined(separator: ", "))")
        }
        for entry in entries where !keys.contains(entry.key.text) {
            throw RuleProblems(
                at: entry.key.location, "unknown key '\(entry.key.text)' in \(what)",
                advice: DidYouMean.advice(for: entry.key.text, among: keys, what: "it may hold"))
        }
        return entries
    }
}
