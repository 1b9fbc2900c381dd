/// What a last label says of a name that stands in a text without `http://`.
enum TopLevel {
    /// Suffixes that are no words and no file endings. A name whose dot is spelled (`dot`, `点`, ` . `) must end in one.
    static let plain = set([
        "com", "net", "org", "cn", "cc", "top", "xyz", "vip", "info", "biz", "io", "co", "tv", "ru", "shop", "site",
        "online", "club", "app", "icu", "hk", "tw", "jp", "uk", "edu", "gov", "gg", "ly", "eu", "website", "store",
    ])
    /// For a dot with a space behind it, which every sentence ends in.
    static let afterSpace = set(["com", "net", "org", "cn", "xyz"])

    /// Whether one of these may stand here.
    static func mayFollowSpace(_ bytes: [UInt8], _ at: Int) -> Bool {
        switch bytes[at] {
        case UInt8(ascii: "c"), UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "x"): true
        default: false
        }
    }

    /// English words: `home.It was` and `said.so` are missing spaces. Without a path they make no link.
    static let words = set([
        "it", "is", "in", "so", "no", "my", "me", "to", "be", "at", "as", "us", "am", "do", "by", "an", "im", "ms",
        "mr", "la", "ma", "pa", "al", "id", "de", "et", "ne", "se", "re", "st", "ca", "va", "hm",
    ])
    /// Endings of files that are top-level domains too.
    static let files = set([
        "md", "rs", "py", "sh", "pl", "pm", "zip", "mov", "ps", "java", "cab", "bz", "ml", "mm", "sc", "properties",
    ])

    private static func set(_ names: [String]) -> Set<[UInt8]> { Set(names.map { Array($0.utf8) }) }
}
