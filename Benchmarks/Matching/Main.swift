import Foundation
import Moderation
import Patterns
import PostFormats

// How fast many rules are looked for at once: Benchmarks/matching runs this.

@main
enum Matching {
    /// Rules, files of patterns and words, and posts of a round: PCRE2 alone takes 8 ms a post with 20,000 rules.
    static let settings: [(rules: Int, patterns: String, words: String?, posts: Int, target: Double)] = [
        (20, "patterns-20", nil, 10_000, 1.2), (200, "patterns-200", nil, 5_000, 3),
        (2_000, "patterns-600", "words-1400", 2_000, 12), (20_000, "patterns-3000", "words-17000", 250, 60),
    ]
    static let rounds = 5

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        // The child that compiles patterns is this program again, as it is for `moongate run`.
        if arguments.first == FilterCompilation.command, arguments.count == 3, let seconds = Int(arguments[1]),
            let bytes = Int(arguments[2])
        {
            exit(FilterCompilation.serve(cpuSeconds: seconds, memoryBytes: bytes))
        }
        guard let corpora = arguments.first else {
            print("usage: matching CORPORA [20] [200] [2000] [20000]")
            exit(64)
        }
        let folder = corpora + "/throughput/"
        let wanted = arguments.dropFirst().compactMap { Int($0) }
        let posts = try lines(folder + "posts.jsonl").map {
            ExaminedPost(try PostReader.read(Array($0.utf8), name: "p.json", channel: nil), receivedAt: now)
        }
        print(machine)
        print("CPU time of one thread a post, median of \(rounds) rounds; ratio: median of the rounds' own")
        print("   rules        PCRE2     moongate      ratio (target)     of it words   hits a post   compiled")
        for setting in settings where wanted.isEmpty || wanted.contains(setting.rules) {
            let words = try setting.words.map { try lines(folder + $0 + ".txt") } ?? []
            let contest = try Contest(
                patterns: try lines(folder + setting.patterns + ".txt"), words: words,
                posts: stride(from: 0, to: posts.count, by: posts.count / setting.posts).map { posts[$0] })
            print(try contest.row(setting.rules, target: setting.target, rounds: rounds))
            for line in contest.leftOut { print("         left out on both sides: \(line)") }
        }
    }

    static let now = Instant(seconds: 1_700_000_000)

    static func lines(_ path: String) throws -> [String] {
        try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// CPU time of this thread, in seconds.
    static func cpu() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static var machine: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let names = text.split(separator: "\n").filter { $0.hasPrefix("model name") }
        let name = names.first?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        return "\(names.count) x \(name ?? "unknown processor")"
    }
}
