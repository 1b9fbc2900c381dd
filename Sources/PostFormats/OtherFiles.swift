/// Files that a program may drop by mistake and that are not one plain text. Read as text, a table or a page would be
/// judged by words that nobody wrote in it as a post, and approved.
enum OtherFiles {
    private static let kinds: [(endings: [String], advice: String)] = [
        (
            ["csv", "tsv", "jsonl", "ndjson", "mbox"],
            "it may hold several posts: drop one file for each, as JSON ({\"body\": ...}) or text"
        ),
        (
            ["html", "htm", "xhtml", "xml", "rss", "atom"],
            "it is markup, which rules for text cannot judge: drop its text as NAME.txt, or as JSON ({\"body\": ...})"
        ),
        (["eml", "msg"], "it is a mail: drop its text as JSON ({\"title\": subject, \"body\": text})"),
        (
            [
                "zip", "gz", "xz", "zst", "7z", "tar", "pdf", "docx", "xlsx", "odt", "png", "jpg", "jpeg", "gif",
                "webp", "mp3", "mp4", "webm",
            ], "it is not a text: drop the words that belong to it as JSON ({\"body\": ...})"
        ),
    ]

    /// By ending, as `key` has it: every post's name is looked up, so nothing is allocated for it.
    private static let advice = Dictionary(
        uniqueKeysWithValues: kinds.flatMap { kind in
            kind.endings.map { (key(of: $0.utf8[...]), (ending: $0, advice: kind.advice)) }
        })

    /// Why a file of this name is not read as one text; nil for any other name.
    static func refusal(of name: String) -> PostProblem? {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        let ending = name.utf8[name.utf8.index(after: dot)...]
        guard (2...8).contains(ending.count), let known = advice[key(of: ending)] else { return nil }
        return PostProblem("a .\(known.ending) file is not a plain text post; \(known.advice)")
    }

    /// Up to eight bytes in one number, capitals as small letters.
    private static func key(of ending: Substring.UTF8View) -> UInt64 {
        ending.reduce(0) { $0 << 8 | UInt64((0x41...0x5A).contains($1) ? $1 + 0x20 : $1) }
    }
}
