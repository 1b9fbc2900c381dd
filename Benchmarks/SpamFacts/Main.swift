import FloodsPlugin
import Foundation
import Links
import LinksPlugin
import Moderation
import PostFormats
import RuleFiles
import ShapesPlugin
import SpamPlugin
import TextForms

// What the spam facts cost and how well they find: Benchmarks/spam-facts runs this.

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

    // MARK: Speed

    static func speedOfLinksAndShapes(_ corpora: String) throws {
        let now = Instant(seconds: 1_700_000_000)
        let read = try lines(corpora + "/throughput/posts.jsonl").prefix(10_000).map {
            try PostReader.read(Array($0.utf8), name: "p.json", channel: nil)
        }
        // Each round takes fresh posts, folded just before, as a worker does: what is worked out once a post is part of the
        // cost, fetching its text from afar is not.
        func time(_ name: String, _ plugins: [any RulePlugin], _ checks: [String]) throws {
            var judge = try makeJudge(plugins, checks)
            var rounds: [Double] = []
            for _ in 0..<5 {
                var sum = 0.0
                for start in stride(from: 0, to: read.count, by: 16) {
                    let posts = read[start..<min(start + 16, read.count)].map { ExaminedPost($0, receivedAt: now) }
                    let began = cpu()
                    for post in posts { _ = judge.judge(post, now: now) }
                    sum += cpu() - began
                }
                rounds.append(sum)
            }
            print("\(name): \(String(format: "%.2f", rounds.sorted()[2] * 1e6 / Double(read.count))) µs a post")
        }
        let links = [
            "links: \"> 5\"", "domain: [example.com, .top]", "link_mismatch: true", "shortener: [bit.ly]",
            "lookalike_domain: [paypal.com, apple.com]",
        ]
        try time("links", [LinksPlugin()], links)
        try time("links and contacts", [LinksPlugin()], links + ["contacts: \"> 3\""])
        let shapes = Shape.allCases.map { $0.isShare ? "\($0.rawValue): \"> 99%\"" : "\($0.rawValue): \"> 999\"" }
        try time("shapes, all of them", [ShapesPlugin()], shapes)
        try time(
            "links, contacts and shapes together", [LinksPlugin(), ShapesPlugin()],
            links + ["contacts: \"> 3\""] + shapes)
        try time("shapes without links", [ShapesPlugin()], ["invisible_characters: \"> 9\"", "emoji_share: \"> 99%\""])

    }

    /// The classifier alone: folding and finding links, which other plugins need too, are done before.
    static func speedOfSpam(_ corpora: String, _ name: String) throws {
        let now = Instant(seconds: 1_700_000_000)
        let path = "\(corpora)/spam/\(name).train.tsv"
        let texts = try labelled(path, spam: true).map { ($0, true) } + labelled(path, spam: false).map { ($0, false) }
        var random = Random(seed: 3)
        let shuffled = texts.map { ($0, random.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
        let (known, asked) = (shuffled.prefix(shuffled.count * 7 / 10), shuffled.suffix(shuffled.count * 3 / 10))
        let memory = try SpamPlugin.memory(from: nil, usesBase: true)
        var judge = try makeJudge(SpamPlugin(), memory, ["spam: \"> 0.99999\""])
        var explaining = try makeJudge(SpamPlugin(), memory, ["spam: \">= 0\""])
        func time(_ texts: some Collection<(String, Bool)>, _ body: (ExaminedPost, Bool) -> Void) -> Double {
            var sum = 0.0
            for (text, isSpam) in texts {
                let examined = ExaminedPost(post(text), receivedAt: now)
                _ = PostLinks.of(examined)
                let began = cpu()
                body(examined, isSpam)
                sum += cpu() - began
            }
            return sum * 1e6 / Double(texts.count)
        }
        var index = 0
        let learning = time(known) { post, isSpam in
            index += 1
            let decision = Decision(isSpam ? .reject : .approve, by: "benchmark", at: now)
            memory.learn(Lesson(post, decision, id: "\(index)"))
        }
        let rounds = (0..<5).map { _ in
            (
                time(asked) { post, _ in _ = judge.judge(post, now: now) },
                time(asked) { post, _ in _ = explaining.judge(post, now: now) }
            )
        }
        let empty = time(asked) { _, _ in }
        func said(_ value: Double) -> String { String(format: "%.1f", value - empty) }
        print(
            "spam, \(name), \(asked.reduce(0) { $0 + $1.0.utf8.count } / asked.count) bytes a post: "
                + "\(said(rounds.map(\.0).sorted()[2])) µs to score, \(said(rounds.map(\.1).sorted()[2])) with reasons, "
                + "\(said(learning)) to learn (\(said(empty * 2)) of measuring taken off)")
    }

    static func speedOfFloods(_ corpora: String) throws {
        let now = Instant(seconds: 1_700_000_000)
        // A window of a million: every post with a few words changed, so that the memory has no two alike.
        let memory = FloodMemory()
        print("floods, empty: \(memory.size / 1024) KiB")
        let before = resident()
        let checks = [
            "similar_posts: {count: \"> 4\", within: 10 minutes}", "posts_by_author: {count: \"> 20\", within: 1 hour}",
            "same_link: {authors: \"> 3\", within: 1 day}", "first_post: true",
        ]
        var judge = try makeJudge(FloodsPlugin(), memory, checks)
        let texts = try lines(corpora + "/throughput/posts.jsonl").map {
            try PostReader.read(Array($0.utf8), name: "p.json", channel: nil).text(of: .body) ?? []
        }
        var random = Random(seed: 1)
        var (linking, judging, observing) = (0.0, 0.0, 0.0)
        var judged = 0
        for index in 0..<1_000_000 {
            let text = random.shuffled(String(decoding: texts[index % texts.count], as: UTF8.self))
            let examined = ExaminedPost(post(text, by: "author \(random.next() % 300_000)"), receivedAt: now)
            let at = Instant(seconds: now.seconds + Double(index) / 100)
            // The post's links are found by the first plugin that asks; they have a figure of their own.
            let start = cpu()
            _ = PostLinks.of(examined)
            let began = cpu()
            let verdict = judge.judge(examined, now: at)
            let middle = cpu()
            memory.observe(examined, verdict)
            let end = cpu()
            if index >= 990_000 {
                linking += began - start
                judging += middle - began
                observing += end - middle
                judged += 1
            }
        }
        print(
            "floods with 1,000,000 posts: \(String(format: "%.2f", judging * 1e6 / Double(judged))) µs to judge, "
                + "\(String(format: "%.2f", observing * 1e6 / Double(judged))) µs to remember "
                + "(and \(String(format: "%.2f", linking * 1e6 / Double(judged))) µs to find links); "
                + "\(memory.size >> 20) MiB by its own count, \((resident() - before) >> 20) MiB resident")
        let began = cpu()
        let snapshot = memory.snapshot(beside: []) ?? MemorySnapshot(head: [])
        let middle = cpu()
        let parts = Dictionary(uniqueKeysWithValues: snapshot.parts.map { ($0.name, $0.bytes) })
        _ = try FloodsPlugin().openMemory(
            from: snapshot.head, parts: MemoryParts(read: { parts[$0] }, refuse: { print("refused \($0): \($1)") }),
            cache: nil)
        let end = cpu()
        var rest: [UInt8] = []
        var written: Set<String> = Set(parts.keys)
        for round in 0..<2 {
            for index in 0..<1000 {
                let text = random.shuffled("a few words more, round \(round), \(index)")
                let examined = ExaminedPost(post(text), receivedAt: now)
                memory.observe(examined, judge.judge(examined, now: now))
            }
            rest = (memory.snapshot(beside: written)?.parts ?? []).flatMap(\.bytes)
            written.formUnion(memory.snapshot(beside: written)?.needed ?? [])
        }
        print(
            "snapshot: all of it \(parts.values.reduce(0) { $0 + $1.count } >> 20) MiB in "
                + "\(String(format: "%.2f", middle - began)) s, read in \(String(format: "%.2f", end - middle)) s; "
                + "1000 posts later \(rest.count >> 10) KiB")
    }

    // MARK: What is usual

    static func shapes(_ corpora: String) throws {
        var english = try labelled(corpora + "/spam/sms.train.tsv", spam: false)
        english += try labelled(corpora + "/spam/youtube.train.tsv", spam: false)
        let chinese =
            try labelled(corpora + "/spam/zhtg.train.tsv", spam: false)
            + labelled(corpora + "/spam/zhsms.train.tsv", spam: false)
        let now = Instant(seconds: 1_700_000_000)
        print("| shape | English: half | 95 of 100 | 99 of 100 | Chinese: half | 95 of 100 | 99 of 100 |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        let measured = [english, chinese].map { texts in
            texts.map { PostShapes(of: ExaminedPost(post($0), receivedAt: now), wanted: Set(Shape.allCases)) }
        }
        for shape in Shape.allCases {
            var row = "| `\(shape.rawValue)` |"
            for posts in measured {
                let values = posts.compactMap { $0.value(of: shape) }.sorted()
                for share in [0.5, 0.95, 0.99] {
                    let value = values.isEmpty ? 0 : values[min(values.count - 1, Int(Double(values.count) * share))]
                    row += " \(((value * 10).rounded() / 10).plain)\(shape.isShare ? " %" : "") |"
                }
            }
            print(row)
        }
        print("\n\(english.count) English and \(chinese.count) Chinese posts that their labels call acceptable.")
    }

    // MARK: Near-duplicates

    /// Letters to insert, remove or change, for each letter of the longer text (Levenshtein 1966).
    static func distance(_ a: String, _ b: String) -> Double {
        let (a, b) = (Array(a.unicodeScalars.prefix(400)), Array(b.unicodeScalars.prefix(400)))
        guard !a.isEmpty, !b.isEmpty else { return a.count == b.count ? 0 : 1 }
        var row = Array(0...b.count)
        for i in a.indices {
            var corner = row[0]
            row[0] = i + 1
            for j in b.indices {
                let kept = corner + (a[i] == b[j] ? 0 : 1)
                corner = row[j + 1]
                row[j + 1] = min(kept, corner + 1, row[j] + 1)
            }
        }
        return Double(row[b.count]) / Double(max(a.count, b.count))
    }

    /// Generated variants of spam posts against all the posts, and acceptable posts against each other.
    static func similar(_ corpora: String) throws {
        let sets: [(String, [String], [String])] = [
            (
                "English",
                try labelled(corpora + "/spam/sms.train.tsv", spam: true)
                    + labelled(corpora + "/spam/youtube.train.tsv", spam: true),
                try labelled(corpora + "/spam/sms.train.tsv", spam: false)
            ),
            (
                "Chinese",
                try labelled(corpora + "/spam/zhtg.train.tsv", spam: true)
                    + labelled(corpora + "/spam/zhsms.train.tsv", spam: true),
                try labelled(corpora + "/spam/zhsms.train.tsv", spam: false)
                    + labelled(corpora + "/spam/zhtg.train.tsv", spam: false)
            ),
        ]
        for (language, spam, ham) in sets {
            try similar(language, Variants.self, spam, ham)
            try similar(language + ", second generator", OtherVariants.self, spam, ham)
            // Thresholds were chosen by looking at the first half.
            for half in [0, 1] as [UInt64] {
                let (spam, ham) = (
                    spam.filter { Random.half(of: $0) == half }, ham.filter { Random.half(of: $0) == half }
                )
                let name = "\(language), half \(half + 1) of the posts"
                try similar(name, Variants.self, spam, ham)
                try similar(name + ", second generator", OtherVariants.self, spam, ham)
            }
        }
    }

    private static func similar(
        _ language: String, _ variants: any VariantGenerator.Type, _ spam: [String], _ ham: [String]
    ) throws {
        let now = Instant(seconds: 1_700_000_000)
        var random = Random(seed: 7)
        let originals = Array(spam.filter { $0.count >= 12 }.prefix(1500))
        let memory = FloodMemory()
        var judge = try makeJudge(FloodsPlugin(), memory, ["similar_posts: {count: \"> 1\", within: 1 day}"])
        var campaigns: [Set<String>] = []
        for text in originals {
            let examined = ExaminedPost(post(text), receivedAt: now)
            let verdict = judge.judge(examined, now: now)
            memory.observe(examined, verdict)
            campaigns.append(Set(verdict.campaigns))
        }
        var byKind: [String: (found: Int, all: Int)] = [:]
        for (index, text) in originals.enumerated() {
            for kind in variants.kinds {
                guard let variant = variants.make(kind, text, &random), variant != text else { continue }
                let verdict = judge.judge(ExaminedPost(post(variant), receivedAt: now), now: now)
                let isFound = !verdict.findings.isEmpty && !campaigns[index].isDisjoint(with: verdict.campaigns)
                byKind[kind, default: (0, 0)].all += 1
                if isFound { byKind[kind, default: (0, 0)].found += 1 }
                if !isFound, CommandLine.arguments.contains("--missed") {
                    print(
                        "missed, \(kind), campaigns \(campaigns[index].count), \(verdict.campaigns.count), \(verdict.findings.count): \(text.prefix(150)) -> \(variant.prefix(150))"
                    )
                }
            }
        }
        // Different acceptable posts: none should be found. Those of which the letters are nearly the same, as the
        // messages of a bank, are near-duplicates in fact; a pair is different from a distance of a half on.
        let fresh = FloodMemory()
        var clean = try makeJudge(FloodsPlugin(), fresh, ["similar_posts: {count: \"> 1\", within: 1 day}"])
        var seen: [String: [String]] = [:]
        var (falseCount, alikeCount, count) = (0, 0, 0)
        for text in ham.prefix(8000) {
            let letters = String(text.filter(\.isLetter).lowercased())
            let examined = ExaminedPost(post(text), receivedAt: now)
            let verdict = clean.judge(examined, now: now)
            fresh.observe(examined, verdict)
            count += 1
            let others = verdict.campaigns.flatMap { seen[$0] ?? [] }
            for campaign in verdict.campaigns { seen[campaign, default: []].append(letters) }
            guard !verdict.findings.isEmpty else { continue }
            let nearest = others.map { distance(letters, $0) }.min() ?? 1
            if nearest < 0.5 {
                alikeCount += 1
            } else {
                falseCount += 1
                if CommandLine.arguments.contains("--show") {
                    print("false, \(nearest): \(text.prefix(120))")
                    for other in others { print("    beside \(other.prefix(120))") }
                }
            }
        }
        let all = byKind.values.reduce((0, 0)) { ($0.0 + $1.found, $0.1 + $1.all) }
        print(
            "\(language): found \(String(format: "%.1f", 100 * Double(all.0) / Double(all.1))) % of \(all.1) variants; "
                + "false \(String(format: "%.2f", 100 * Double(falseCount) / Double(count))) % of \(count) acceptable posts "
                + "(\(alikeCount) more are nearly the same as another)"
        )
        for (kind, numbers) in byKind.sorted(by: { $0.key < $1.key }) {
            print(
                "    \(kind): \(String(format: "%.1f", 100 * Double(numbers.found) / Double(numbers.all))) % of \(numbers.all)"
            )
        }
    }
}
