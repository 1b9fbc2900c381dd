import ArgumentParser
import Commands
import Daemon
internal import Files
import Foundation
import InstalledPlugins
import JSON
import Moderation
import PostFormats
import Reports
import RuleFiles
import Spool

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Explain a verdict: the text with the evidence marked, every rule that held, and near misses.",
        discussion: """
            A post that Moongate filed is shown with the verdict it got; --now judges it again by the current rules. Any \
            other post is judged now.

            Nothing is filed, journalled or remembered. A post is a file as a program would drop it into the inbox (JSON \
            or plain text). With --spool, plugins use what the daemon remembers and has learned, as last saved (every 30 \
            seconds). Without it, they start with an empty memory.

            Examples:
              moongate explain spool/flagged/*.json
              moongate explain --now spool/flagged/post.json
              moongate explain post.json
              echo '想赚钱的加微信：abcd12345' | moongate explain -
              moongate explain --channel market --all post.json
              moongate explain --ruleset 3f2a spool/flagged/post.json
              moongate explain --spool /var/lib/moongate post.json
              moongate explain --json post.json | jq .findings

            Exit codes: 0 shown, whatever the outcome; 66 a file cannot be read or is not a post, or there is no spool; \
            78 the rules have errors.
            """)

    @Argument(help: ArgumentHelp("Files with posts, - for standard input.", valueName: "file"))
    var files: [String]

    @Option(help: "The rule folder.")
    var rules: String = Defaults.rules

    @Option(
        help: """
            Judge by an earlier ruleset, which the spool keeps: the "ruleset" of a verdict, or its first digits.
            """)
    var ruleset: String?

    @Option(help: "A spool: use what its daemon remembers and has learned. Read-only.")
    var spool: String?

    @Option(help: "The channel that the posts come through.")
    var channel: String?

    @Flag(help: "Judge filed posts again, instead of showing the verdict they got.")
    var now = false

    @Flag(help: "Show every rule, not only those with a check that held.")
    var all = false

    @Flag(help: "Print one JSON object per post, like the sidecar of a flagged post.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        var judging: Judging?
        var failed = false
        // Sidecars are there when a shell expands flagged/*: they are not posts, unless one is asked for by itself.
        let posts = files.filter { files.count == 1 || !$0.hasSuffix(".verdict.json") && !$0.hasSuffix(".reason.txt") }
        for (index, file) in posts.enumerated() {
            do {
                let filed = asksForNow ? nil : SpoolPlace.ofFiledPost(file)
                let bytes = try bytes(of: file)
                let post = try PostReader.read(
                    bytes, name: file == "-" ? "" : Path.name(file), channel: channel ?? filed.flatMap(Self.channel))
                if !json, index > 0 { Terminal.show("") }
                if let filed, let verdict = FiledVerdict.read(of: filed.place, bytes, inSpool: filed.spool) {
                    show(file, post, filed: verdict)
                } else {
                    if filed != nil {
                        Terminal.warn("\(SafeText.make(file)): its verdict is no longer known; judged now")
                    }
                    let now = try judging ?? self.judging()
                    judging = try show(file, post, judgedBy: now)
                }
            } catch let problem as PostProblem {
                Terminal.warn("\(SafeText.make(file)): this is not a post: \(SafeText.make(problem.description))")
                failed = true
            } catch let problem as CocoaError {
                Terminal.warn("\(SafeText.make(file)): cannot be read: \(problem.localizedDescription)")
                failed = true
            }
        }
        if failed { throw ExitCode.noInput }
    }

    /// Whether only judging answers what was asked.
    private var asksForNow: Bool { now || all || ruleset != nil }

    private static func channel(_ filed: (spool: String, place: FiledPlace)) -> String? {
        // An unreadable record of the layout is no reason not to explain: a folder is taken for a channel then.
        filed.place.channel(((try? SpoolShape.kept(inSpool: filed.spool)) ?? nil)?.layout ?? .flat)
    }

    private func show(_ file: String, _ post: Post, filed verdict: JSONValue) {
        if json { return Terminal.show(answer: verdict) }
        Terminal.show(FiledExplanation(post: post, verdict: verdict, terminal: Terminal(color)).text(titled: file))
    }

    /// A judge, and what it remembers.
    private struct Judging {
        var judge: Judge
        let memories: KeptMemories?
    }

    private func judging() throws -> Judging {
        let kept = try spool.map { try Self.memories(of: $0) }
        let folder = try ruleset.map { try RuleLoading.kept($0, spool ?? Defaults.spool) } ?? RuleLoading.folder(rules)
        return Judging(
            judge: try Judge(
                ruleset: try RuleLoading.loaded(folder, rules, plugins: kept?.plugins).ruleset, explains: true),
            memories: kept)
    }

    private func show(_ file: String, _ post: Post, judgedBy judging: Judging) throws -> Judging {
        var judging = judging
        let now = Instant.fromSystemClock()
        let verdict = judging.judge.judge(ExaminedPost(post, receivedAt: now), now: now)
        if json {
            Terminal.show(json: Self.json(file, post, verdict))
        } else {
            let explanation = Explanation(
                post: post, verdict: verdict, judge: judging.judge, terminal: Terminal(color), showsAll: all,
                rememberedIn: judging.memories.flatMap { $0.read.isEmpty ? nil : spool })
            Terminal.show(explanation.text(titled: files.count > 1 ? SafeText.make(file) : nil))
        }
        return judging
    }

    private static func memories(of spool: String) throws -> KeptMemories {
        try SpoolPlace.require(spool)
        let state = spool + "/state"
        guard FileManager.default.isReadableFile(atPath: state) else {
            Terminal.warn("\(SafeText.make(state)) does not exist or cannot be read: run this as the daemon's user.")
            throw ExitCode.noInput
        }
        let kept = KeptMemories(of: InstalledPlugins.all, inSpool: spool)
        for problem in kept.problems { Terminal.warn("a memory is left out: \(SafeText.make(problem))") }
        return kept
    }

    private func bytes(of file: String) throws -> [UInt8] {
        let handle = file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        // The daemon's own limit: a larger file is not a post.
        let limit = 1 << 20
        let data = try handle.read(upToCount: limit + 1) ?? Data()
        guard data.count <= limit else { throw PostProblem("longer than \(limit) bytes") }
        return Array(data)
    }

    private static func json(_ file: String, _ post: Post, _ verdict: Verdict) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("post", file)
            if let channel = post.channel { json.member("channel", channel) }
            verdict.write(to: &json, quoting: post)
        }
        return json.text
    }
}
