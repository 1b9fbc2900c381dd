import ArgumentParser
import Daemon
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
            "Judge posts now and show why: the text with the evidence marked, every rule that held or nearly did.",
        discussion: """
            Nothing is filed, journalled or remembered. A post is a file as one would drop it into the inbox (JSON or \
            plain text). With --spool it is compared with the posts that a daemon remembers, and the learned model is \
            the daemon's, both as they were last written (every half minute); without, nothing came before.

            Examples:
              moongate explain post.json
              echo '想赚钱的加微信：abcd12345' | moongate explain -
              moongate explain --channel market --all post.json
              moongate explain --ruleset 3f2a spool/flagged/post.json
              moongate explain --spool /var/lib/moongate post.json
              moongate explain --json post.json | jq .findings

            Exit codes: 0 judged, whatever the outcome; 66 a file cannot be read or is no post; 78 the rules are wrong.
            """)

    @Argument(help: ArgumentHelp("Files with posts, - for standard input.", valueName: "file"))
    var files: [String]

    @Option(help: "The rule folder.")
    var rules: String = Defaults.rules

    @Option(
        help: """
            By rules that were in force, as the spool keeps them: the verdict's "ruleset", or its first digits.
            """)
    var ruleset: String?

    @Option(help: "A spool of which to use what its daemon remembers and learned; nothing there is changed.")
    var spool: String?

    @Option(help: "The channel that the posts come through.")
    var channel: String?

    @Flag(help: "Show every rule, not only those of which a check held.")
    var all = false

    @Flag(help: "Print one JSON object a post, as in the file beside a flagged post.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func run() throws {
        let kept = try spool.map { try Self.memories(of: $0) }
        let folder = try ruleset.map { try RuleLoading.kept($0, spool ?? Defaults.spool) } ?? RuleLoading.folder(rules)
        var judge = try Judge(
            ruleset: try RuleLoading.loaded(folder, rules, plugins: kept?.plugins).ruleset, explains: true)
        var failed = false
        for (index, file) in files.enumerated() {
            do {
                let post = try PostReader.read(try bytes(of: file), name: file == "-" ? "" : file, channel: channel)
                let now = Instant.fromSystemClock()
                let verdict = judge.judge(ExaminedPost(post, receivedAt: now), now: now)
                if json {
                    Terminal.show(json: Self.json(file, post, verdict))
                } else {
                    if index > 0 { Terminal.show("") }
                    let name = files.count > 1 ? SafeText.make(file) : nil
                    let explanation = Explanation(
                        post: post, verdict: verdict, judge: judge, terminal: Terminal(color), showsAll: all,
                        rememberedIn: kept.map { $0.read.isEmpty ? nil : spool } ?? nil)
                    Terminal.show(explanation.text(titled: name))
                }
            } catch let problem as PostProblem {
                Terminal.warn("\(SafeText.make(file)): this is no post: \(SafeText.make(problem.description))")
                failed = true
            } catch let problem as CocoaError {
                Terminal.warn("\(SafeText.make(file)): cannot be read: \(problem.localizedDescription)")
                failed = true
            }
        }
        if failed { throw ExitCode.noInput }
    }

    private static func memories(of spool: String) throws -> KeptMemories {
        let state = spool + "/state"
        guard FileManager.default.isReadableFile(atPath: state) else {
            Terminal.warn("\(SafeText.make(state)) is not there or may not be read: start as the service's user.")
            throw ExitCode.noInput
        }
        let kept = KeptMemories(of: InstalledPlugins.all, inSpool: spool)
        for problem in kept.problems { Terminal.warn("what was remembered is left out: \(SafeText.make(problem))") }
        return kept
    }

    private func bytes(of file: String) throws -> [UInt8] {
        let handle = file == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        // As the daemon's own limit: what is longer is no post.
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
