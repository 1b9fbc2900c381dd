internal import Moderation

/// The colon of Chinese and Japanese keyboards behind a key: `body：词`. YAML takes it for a letter, and complains of
/// something else.
enum WideColon {
    /// Where the first stands in a file that cannot be read as rules.
    static func first(in file: RuleFolder.File) -> RuleProblem? {
        let lines = String(decoding: file.text, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() {
            guard let key = line.prefixMatch(of: /[\s-]*~?[a-z][a-z0-9_.+#*-]*\s*(\([^():]*\))?\s*：/)?.output.0 else {
                continue
            }
            return RuleProblem(
                at: SourceLocation(file: file.path, line: number + 1, column: key.unicodeScalars.count),
                "'：' is not the colon of YAML", advice: "write ': ', a plain colon and a space")
        }
        return nil
    }
}
