import ArgumentParser
import Commands
import Daemon
import Foundation
import JSON
import Moderation
import Reports

struct DecideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide",
        abstract:
            "Record a moderator's decision on filed posts: move them, journal the decision, teach the plugins that learn.",
        discussion: """
            approve   the post is fine: it moves to approved/
            uphold    the flag was right: the post stays where it is
            reject    the post must go: it moves to rejected/

            Write the decision after the posts or before them. A post is given by its path, or by its place in the spool \
            (flagged/NAME). Another decision reverses it. Works whether the daemon is running or stopped. Nothing is \
            overwritten: if a name is taken, the post gets ~2.

            Examples:
              moongate decide spool/flagged/note.txt approve
              moongate decide flagged/market/*.json reject --by mira
              moongate decide flagged/a.txt flagged/b.txt uphold --json

            Exit codes: 0 all were carried out; 1 some were not, each with its reason; 66 there is no spool; 69 the \
            daemon exited meanwhile or cannot be reached; 74 reading or writing failed; 75 another process uses the spool.
            """)

    @Argument(
        help: ArgumentHelp("Filed posts, and the decision: approve, uphold or reject.", valueName: "file ... decision"))
    var words: [String]

    @Option(help: "Who decides. Default: your user name.")
    var by: String = Defaults.userName

    @OptionGroup var asked: AskedSpool

    @Flag(help: "Print one JSON object per post.")
    var json = false

    /// What was decided, and the posts of which.
    private struct Said {
        let decision: String
        let posts: ArraySlice<String>

        /// `a reject b approve` must not approve a, and a post may be called like a decision: it is one at an end alone.
        init(_ words: [String]) throws {
            let names = Decision.Word.allCases.map(\.rawValue)
            let isAtEnd = words.last.map(names.contains) ?? false
            guard let word = isAtEnd ? words.last : words.first, names.contains(word) else {
                throw ValidationError(
                    "the last word is the decision; "
                        + DidYouMean.advice(for: words.last ?? "", among: names, what: "write one of"))
            }
            decision = word
            posts = isAtEnd ? words.dropLast() : words.dropFirst()
            if let other = posts.first(where: { names.contains($0) }) {
                throw ValidationError("only one decision per call: '\(other)' and '\(word)' need two calls")
            }
            guard !posts.isEmpty else {
                throw ValidationError("no posts given: moongate decide flagged/NAME \(word)")
            }
        }
    }

    func validate() throws { _ = try Said(words) }

    func run() throws {
        var seen: Set<String> = []
        let said = try Said(words)
        // `flagged/*` also expands to sidecars.
        let posts = said.posts.map(asked.placeInSpool).filter { seen.insert($0).inserted }
        var hasFailed = false
        var rest = posts[...]
        let session = try asked.session()
        while !rest.isEmpty {
            let some = rest.prefix(200)
            rest = rest.dropFirst(some.count)
            let answer = try session.ask([
                "command": "decide", "decision": .string(said.decision), "by": .string(by),
                "posts": .array(some.map { .string($0) }),
            ])
            for result in answer["results"]?.array ?? [] {
                if result["error"] != nil { hasFailed = true }
                show(result)
            }
        }
        if hasFailed { throw ExitCode.problemsFound }
    }

    private func show(_ result: JSONValue) {
        if json { return Terminal.show(answer: result) }
        let post = SafeText.make(result["post"]?.string ?? "")
        if let error = result["error"]?.string {
            Terminal.warn("\(post): \(SafeText.make(error))")
        } else {
            Terminal.show("\(post) -> \(SafeText.make(result["to"]?.string ?? ""))")
        }
    }
}
