/// BCP 47 tags, as far as languages of texts go.
enum LanguageTag {
    static let unknown = "unknown"

    /// Whether who asks for `wanted` means `told` too: `zh` covers `zh-Hans` and `yue`, `no` covers `nb`. Macrolanguages
    /// after ISO 639-3.
    static func covers(_ wanted: String, _ told: String) -> Bool {
        if wanted == told { return true }
        if told.hasPrefix(wanted), told.utf8.dropFirst(wanted.utf8.count).first == 0x2D { return true }
        return members[wanted]?.contains(told) ?? false
    }

    private static let members = ["zh": ["yue"], "no": ["nb", "nn"], "sh": ["bs", "hr", "sr"], "fil": ["tl"]]

    /// `zh` of `zh-Hant`, and of `yue`.
    static func primary(_ tag: String) -> String {
        members.first { $0.value.contains(tag) }?.key ?? String(tag.prefix { $0 != "-" })
    }

    /// Whether texts can be told to be in it.
    static func isTold(_ tag: String) -> Bool {
        guard let model = LanguageModel.embedded else { return true }
        return (model.languages + model.scripts.compactMap(\.onlyLanguage)).contains { covers(tag, $0) }
    }

    /// `ZH-hans` as `zh-Hans`; nil for what is no tag.
    static func normal(_ text: String) -> String? {
        var parts = text.split(separator: "-", omittingEmptySubsequences: false).map { $0.lowercased() }
        guard let first = parts.first, (2...3).contains(first.utf8.count) || text == unknown,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 8 && $0.utf8.allSatisfy { $0 < 0x80 } })
        else { return nil }
        for index in parts.indices.dropFirst() {
            if parts[index].utf8.count == 4 {
                parts[index] = parts[index].prefix(1).uppercased() + parts[index].dropFirst()
            } else if parts[index].utf8.count == 2 {
                parts[index] = parts[index].uppercased()
            }
        }
        return parts.joined(separator: "-")
    }
}
