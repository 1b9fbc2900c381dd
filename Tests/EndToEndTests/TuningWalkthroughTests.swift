import Foundation
import JSON
import Testing

/// Documentation/tuning.md, replayed: the posts are filed by the shipped rules, each edit is made, and every line that the
/// page says the tools print must be printed. Rules change: `Scripts/renew-documents` writes what they print now.
@Suite(
    .serialized, .timeLimit(.minutes(30)),
    .enabled(
        if: Checkout.has(Checkout.at("Documentation/tuning.md")), "takes the checkout that the tests were built from"))
struct TuningWalkthroughTests {
    /// One edit: files of the draft, and what a command prints then.
    struct Edit: CustomTestStringConvertible {
        var title = ""
        var files: [String: String] = [:]
        var isCheck = false
        var lines: [String] = []
        var testDescription: String { title }
    }

    static let edits: [Edit] = {
        guard let page = try? String(contentsOfFile: Checkout.at("Documentation/tuning.md"), encoding: .utf8) else {
            return []
        }
        var edits: [Edit] = []
        var block: (info: String, lines: [String])?
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let open = block, line == "```" {
                guard !edits.isEmpty else {
                    block = nil
                    continue
                }
                let last = edits.count - 1
                let text = open.lines.joined(separator: "\n") + "\n"
                if open.info.hasPrefix("yaml draft/") { edits[last].files[String(open.info.dropFirst(11))] = text }
                if open.info == "sh", text.contains("moongate check") { edits[last].isCheck = true }
                if open.info == "text" { edits[last].lines = open.lines }
                block = nil
            } else if block != nil {
                block?.lines.append(line)
            } else if line.hasPrefix("```") {
                block = (String(line.dropFirst(3)), [])
            } else if line.hasPrefix("### ") {
                edits.append(Edit(title: String(line.dropFirst(4))))
            } else if line.hasPrefix("## The same") {
                return edits
            }
        }
        return edits
    }()

    /// 600 posts of everyday talk, a few of them scams; the same ones every time.
    static func posts() -> [(name: String, text: String)] {
        let openings = [
            "Hello everyone,", "Quick question:", "大家好，", "Update:", "Does anybody know,", "想问一下，", "So,",
            "Bonjour à tous,",
        ]
        let middles = [
            "the class about soup was great", "my cat is free to roam the garden", "这家店的咖啡可以免费续杯",
            "I passed the exam today",
            "the museum has free entry on Sunday", "昨天在公园散步很舒服", "nous allons au marché demain matin avec les enfants",
            "my bike needs a new chain", "晚上一起看电影吧", "user42 wrote a nice guide", "the bus was late again",
        ]
        let endings = [
            "thanks!", "see you soon.", "谢谢大家", "what do you think?", "bonne journée à vous.", "再见", "cheers",
        ]
        return (0..<600).map { number in
            var text = [openings[number % 8], middles[number % 11], endings[number % 7]].joined(separator: " ")
            if number % 60 == 7 { text = "Buy quantum coins before Monday, the price doubles every hour! " + text }
            if number % 150 == 9 { text = "加微信：quantum\(number)abc 免费领取红包，我们的 physics club 等你 " + text }
            if number % 50 == 31 {
                text += " #fun #sun #run #today #photo #city #food #music #travel #friends #weekend #happy"
            }
            return ("made-\(number).txt", text)
        }
    }

    /// A spool with the posts filed, its rules, and an empty draft; made once.
    static func filed(_ posts: [(name: String, text: String)] = posts()) async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let files = FileManager.default
        try files.copyItem(atPath: Checkout.at("Rules"), toPath: folder.at("rules"))
        let policy = try String(contentsOfFile: folder.at("rules/moongate.yaml"), encoding: .utf8)
        try (policy + "\narchive: {days: 30, size: 100MB}\n").write(
            toFile: folder.at("rules/moongate.yaml"), atomically: true, encoding: .utf8)
        try files.createDirectory(atPath: folder.at("spool/inbox"), withIntermediateDirectories: true)
        for (name, text) in posts {
            try text.write(toFile: folder.at("spool/inbox/" + name), atomically: false, encoding: .utf8)
        }
        let run = try await moongate([
            "run", "--once", "--workers", "1", "--spool", folder.at("spool"), "--rules", folder.at("rules"),
        ])
        guard run.code == 0 else { throw Failure(run.errors) }
        return folder
    }

    /// What the tools print of an edit.
    private static func printed(_ edit: Edit, in folder: TemporaryFolder) async throws -> [String] {
        try? FileManager.default.removeItem(atPath: folder.at("draft"))
        try FileManager.default.copyItem(atPath: folder.at("rules"), toPath: folder.at("draft"))
        try RunningDaemon.write(edit.files, to: folder.at("draft"))
        let words = edit.isCheck ? ["check", "draft"] : ["backtest", "--rules", "draft", "--spool", "spool"]
        // A backtest gives way to everything else on the machine, other tests too.
        let finished = try await moongate(
            ["env", "-C", folder.path, Program.moongate] + words, asIs: true, within: 1200)
        return (finished.output + finished.errors).split(separator: "\n").map(String.init)
    }

    @Test(.disabled(if: isRenewing, "the page is being renewed")) func theToolsSayWhatThePageSays() async throws {
        #expect(Self.edits.count == 10)
        let folder = try await Self.filed()
        for edit in Self.edits {
            let lines = try await Self.printed(edit, in: folder)
            let printed = lines.map(Self.plain)
            #expect(!edit.lines.isEmpty, "\(edit.title)")
            for line in edit.lines where line != "..." {
                #expect(
                    printed.contains { $0.hasPrefix(Self.plain(line)) },
                    """
                    \(edit.title): \(line)
                    is not printed any more. Where rules changed on purpose: Scripts/renew-documents. Printed is:
                    \(lines.joined(separator: "\n"))
                    """)
            }
        }
    }

    // MARK: Renewing

    private static let isRenewing = ProcessInfo.processInfo.environment["MOONGATE_RENEW_WALKTHROUGH"] == "1"

    @Test(.enabled(if: isRenewing, "writes Documentation/tuning.md: Scripts/renew-documents"))
    func renewsThePage() async throws {
        let folder = try await Self.filed()
        let path = Checkout.at("Documentation/tuning.md")
        var page = try String(contentsOfFile: path, encoding: .utf8)
        for edit in Self.edits {
            // The page leaves out that its rules have no examples, and what a rule costs: that differs by machine.
            var left = try await Self.printed(edit, in: folder).filter { !$0.contains("has no examples") }.map {
                $0.replacing(#/\s+([0-9.,]+ µs|cost a post)$/#, with: "")
            }
            let now = try edit.lines.map { line in
                guard !line.isEmpty, line != "..." else { return line }
                let place = try #require(
                    left.firstIndex { Self.plain($0).hasPrefix(Self.plain(line)) }
                        ?? left.firstIndex { Self.isAlike($0, line) },
                    "\(edit.title): nothing is printed like this line, write the page anew: \(line)")
                return left.remove(at: place)
            }
            let (before, after) = (edit.lines.joined(separator: "\n"), now.joined(separator: "\n"))
            // Within its own section: two edits may print the same.
            let section = try #require(page.range(of: "### \(edit.title)\n"))
            let block = try #require(page.range(of: before, range: section.upperBound..<page.endIndex))
            page.replaceSubrange(block, with: after)
        }
        try page.write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Both are examples, or both begin alike up to the first number.
    static func isAlike(_ printed: String, _ line: String) -> Bool {
        if printed.contains("【") || line.contains("【") { return printed.contains("【") && line.contains("【") }
        func beginning(_ line: String) -> String {
            String(plain(line).prefix { !$0.isNumber && $0 != "+" && $0 != "-" })
        }
        return beginning(printed) == beginning(line)
    }

    private static func plain(_ line: some StringProtocol) -> String {
        line.split(separator: " ").joined(separator: " ")
    }
}
