/// Files that a program may drop by mistake and that are not one plain text. Read as text, a table or a page would be
/// judged by words that nobody wrote in it as a post, and approved.
enum OtherFiles {
    /// Endings, and what to do with such files instead.
    private static let endings: [(endings: [String], advice: String)] = [
        (
            [".csv", ".tsv", ".jsonl", ".ndjson", ".mbox"],
            "it may hold several posts: drop one file for each, as JSON ({\"body\": ...}) or text"
        ),
        (
            [".html", ".htm", ".xhtml", ".xml", ".rss", ".atom"],
            "it is markup, which rules for text cannot judge: drop its text as NAME.txt, or as JSON ({\"body\": ...})"
        ),
        ([".eml", ".msg"], "it is a mail: drop its text as JSON ({\"title\": subject, \"body\": text})"),
        (
            [
                ".zip", ".gz", ".xz", ".zst", ".7z", ".tar", ".pdf", ".docx", ".xlsx", ".odt", ".png", ".jpg", ".jpeg",
                ".gif", ".webp", ".mp3", ".mp4", ".webm",
            ], "it is not a text: drop the words that belong to it as JSON ({\"body\": ...})"
        ),
    ]

    /// Why a file of this name is not read as one text; nil for any other name.
    static func refusal(of name: String) -> PostProblem? {
        let name = name.lowercased()
        for (endings, advice) in endings {
            guard let ending = endings.first(where: name.ends(in:)) else { continue }
            return PostProblem("a \(ending) file is not a plain text post; \(advice)")
        }
        return nil
    }
}
