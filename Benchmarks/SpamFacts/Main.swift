import Foundation
import Moderation
import RuleFiles

// What the spam facts cost (`+Speed`), what is usual (`+Shapes`) and how well near-duplicates are found (`+Similar`):
// Benchmarks/spam-facts runs this.

@main
enum SpamFacts {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let what = arguments.first, let corpora = arguments.dropFirst().first else {
            print("usage: spam-facts speed|shapes|similar CORPORA [links|floods|spam]")
            exit(64)
        }
        switch what {
        case "speed":
            let wanted = arguments.dropFirst(2).first
            if wanted == nil || wanted == "links" { try speedOfLinksAndShapes(corpora) }
            if wanted == nil || wanted == "spam" { for name in ["sms", "zhtg"] { try speedOfSpam(corpora, name) } }
            if wanted == nil || wanted == "floods" { try speedOfFloods(corpora) }
        case "shapes": try shapes(corpora)
        case "similar": try similar(corpora)
        default: exit(64)
        }
    }

    // MARK: Texts

    static func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    static func labelled(_ path: String, spam: Bool) throws -> [String] {
        try lines(path).compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            let isSpam = parts[0] == "spam" || parts[0] == "1"
            return isSpam == spam ? String(parts[1]) : nil
        }
    }

    static func post(_ text: String, by author: String? = nil) -> Post {
        var post = Post()
        post.add(.body, .text(Array(text.utf8)))
        if let author { post.add(Field("author.name"), .text(Array(author.utf8))) }
        return post
    }

    static func makeJudge(_ plugin: any RulePlugin, _ memory: any PluginMemory, _ checks: [String]) throws -> Judge {
        try makeJudge([InstalledPlugin(plugin, memory: memory)], checks)
    }

    static func makeJudge(_ plugins: [any RulePlugin], _ checks: [String]) throws -> Judge {
        try makeJudge(InstalledPlugin.withoutMemory(plugins), checks)
    }

    private static func makeJudge(_ plugins: [InstalledPlugin], _ checks: [String]) throws -> Judge {
        let rules = checks.enumerated().map { "- id: r\($0)\n  score: 1\n  \($1)\n" }.joined()
        let loaded = try LoadedRules(
            RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rules.utf8))]),
            plugins: plugins)
        loaded.ruleset.begin()
        return try Judge(ruleset: loaded.ruleset)
    }

    static func cpu() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func resident() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4096
    }
}
