import FloodsPlugin
import Foundation
import Links
import LinksPlugin
import Moderation
import PostFormats
import ShapesPlugin
import SpamPlugin

extension SpamFacts {
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
            from: StoredMemory(
                head: snapshot.head,
                parts: MemoryParts(read: { parts[$0] }, refuse: { print("refused \($0): \($1)") })))
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
}
