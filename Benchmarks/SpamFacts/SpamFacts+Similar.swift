import FloodsPlugin
import Foundation
import Moderation

extension SpamFacts {
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

    private static func lettersOfWords(_ text: String) -> String {
        var words: [Substring] = []
        for word in text.lowercased().split(separator: " ") where word != words.last { words.append(word) }
        return String(words.joined().filter(\.isLetter))
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
            campaigns.append(Set(verdict.annotations["campaigns"]))
        }
        var byKind: [String: (found: Int, all: Int)] = [:]
        for (index, text) in originals.enumerated() {
            for kind in variants.kinds {
                guard let variant = variants.make(kind, text, &random), variant != text else { continue }
                let verdict = judge.judge(ExaminedPost(post(variant), receivedAt: now), now: now)
                let isFound =
                    !verdict.findings.isEmpty && !campaigns[index].isDisjoint(with: verdict.annotations["campaigns"])
                byKind[kind, default: (0, 0)].all += 1
                if isFound { byKind[kind, default: (0, 0)].found += 1 }
                if !isFound, CommandLine.arguments.contains("--missed") {
                    print(
                        "missed, \(kind), campaigns \(campaigns[index].count), \(verdict.annotations["campaigns"].count), \(verdict.findings.count): \(text.prefix(150)) -> \(variant.prefix(150))"
                    )
                }
            }
        }
        // Different acceptable posts: none should be found. Those of which the letters are nearly the same, as the
        // messages of a bank, are near-duplicates in fact; a pair is different from a distance of a half on. A word said
        // several times in a row counts once.
        let fresh = FloodMemory()
        var clean = try makeJudge(FloodsPlugin(), fresh, ["similar_posts: {count: \"> 1\", within: 1 day}"])
        var seen: [String: [String]] = [:]
        var (falseCount, alikeCount, count) = (0, 0, 0)
        for text in ham.prefix(8000) {
            let letters = lettersOfWords(text)
            let examined = ExaminedPost(post(text), receivedAt: now)
            let verdict = clean.judge(examined, now: now)
            fresh.observe(examined, verdict)
            count += 1
            let others = verdict.annotations["campaigns"].flatMap { seen[$0] ?? [] }
            for campaign in verdict.annotations["campaigns"] { seen[campaign, default: []].append(letters) }
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
