import Foundation
import InstalledPlugins
import JSON
import LanguagePlugin
import Links
import Moderation
import Patterns
import PostFormats
import RuleFiles
import TextForms

@testable import Spool

/// A reader of untrusted data, with initial inputs. `read` must return, whatever it gets, and says what is
/// wrong with what it gave; nil if nothing is.
struct Target: Sendable, CustomStringConvertible {
    let name: String
    /// It gets the usual number of inputs divided by this: for slow ones.
    var share = 1
    let seeds: [String]
    let read: @Sendable ([UInt8]) -> String?

    var description: String { name }

    static let all: [Target] = [
        Target(name: "json", seeds: posts) { bytes in
            guard let value = try? JSONValue(parsing: bytes) else { return nil }
            // What was read can be written, and reads as the same.
            var json = JSONWriter()
            value.write(to: &json)
            return (try? JSONValue(parsing: json.bytes)) == value ? nil : "not the same when read again"
        },
        Target(name: "post", seeds: posts) { bytes in
            for name in ["p.json", "p.txt"] {
                guard let post = try? PostReader.read(bytes, name: name, channel: "c") else { continue }
                _ = ExaminedPost(post, receivedAt: Instant(seconds: 0))
            }
            return nil
        },
        Target(name: "rules", share: 10, seeds: rules) { bytes in
            let folder = RuleFolder(files: [.init(path: "r.yaml", bytes: bytes)])
            _ = try? LoadedRules(folder, plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
            return nil
        },
        Target(name: "policy", share: 10, seeds: ["policy: {flag_at: 4, channels: {market: {flag_at: 2}}}\n"]) {
            bytes in
            let folder = RuleFolder(files: [.init(path: "moongate.yaml", bytes: bytes)])
            _ = try? LoadedRules(folder, plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
            return nil
        },
        Target(name: "words", share: 10, seeds: ["casino\n# a note\n加微信\nbuy now\n", "a\n\nb\r\nc"]) { bytes in
            let rule = "- id: w\n  summary: W\n  words: lists/w.txt\n  body: {words: lists/w.txt}\n  score: 1\n"
            let folder = RuleFolder(files: [
                .init(path: "r.yaml", bytes: Array(rule.utf8)), .init(path: "lists/w.txt", bytes: bytes),
            ])
            _ = try? LoadedRules(folder, plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all))
            return nil
        },
        Target(name: "pattern", share: 2, seeds: patterns) { bytes in
            guard let pattern = try? Pattern(String(decoding: bytes, as: UTF8.self), caseSensitive: false),
                let matcher = PatternMatcher()
            else { return nil }
            let text = Array("aaaaaaaaaaaaaaaaaaaaaaaa 加微信 abcd1234 \u{301} (x) 你好".utf8) + bytes
            guard UTF8Check.firstInvalid(in: text) == nil else { return nil }
            var budget = MatchBudget()
            guard case .match(let range) = matcher.firstMatch(of: pattern, in: text, budget: &budget) else {
                return nil
            }
            return range.upperBound <= text.count ? nil : "a match beyond the text"
        },
        // All of the way from bytes to a quoted verdict.
        Target(name: "verdict", seeds: posts + patterns) { bytes in
            guard let post = try? PostReader.read(bytes, name: "p.txt", channel: nil), let ruleset = judged,
                var judge = try? Judge(ruleset: ruleset)
            else { return nil }
            let now = Instant(seconds: 1_795_000_000)
            let verdict = judge.judge(ExaminedPost(post, receivedAt: now), now: now)
            let file = WorkFile(sequence: 1, name: "p.txt", channel: nil)
            let line = Sidecar.verdict(verdict, of: file, quoting: post)
            return (try? JSONValue(parsing: line)) == nil ? "the sidecar is no JSON" : nil
        },
        Target(name: "language", seeds: languages) { bytes in
            guard var reader = LanguageDetector() else { return "no model" }
            var end = 0
            for span in reader.read(bytes, only: []).spans {
                guard span.range.lowerBound >= end, span.range.upperBound <= bytes.count, !span.range.isEmpty,
                    (0...1).contains(span.confidence)
                else { return "a span that is none: \(span)" }
                end = span.range.upperBound
            }
            return nil
        },
        Target(name: "folding", seeds: foldable) { bytes in
            let folded = Folding.fold(bytes)
            let again = Folding.fold(folded.bytes)
            guard again.bytes == folded.bytes else { return "not the same when folded again" }
            var last = 0
            for offset in folded.bytes.indices {
                let range = folded.original(of: offset..<offset + 1)
                guard range.lowerBound >= last, range.upperBound <= bytes.count else { return "a place that is none" }
                last = range.lowerBound
            }
            return nil
        },
        Target(name: "links", seeds: links) { bytes in
            let found = TextLinks(Folding.fold(bytes), original: bytes)
            let ranges = found.links.map(\.range) + found.contacts.map(\.range)
            return ranges.allSatisfy { $0.upperBound <= bytes.count && !$0.isEmpty } ? nil : "a place that is none"
        },
        Target(
            name: "labelled",
            seeds: [
                #"{"seq":7,"post":"a.json","channel":"c","digest":"cbf29ce484222325","decision":"reject","by":"ana","decided_at":"2026-11-24T00:00:00.000Z","received_at":"2026-11-24T00:00:00.000Z","reversal":true}"#
            ]
        ) { bytes in
            guard let entry = Labelled.Entry(digest: "cbf29ce484222325", parsing: bytes) else { return nil }
            return entry.number < 1 << 53 ? nil : "a number that is none"
        },
        Target(name: "journal", seeds: journal) { bytes in
            guard let entry = try? JournalLine(parsing: bytes) else { return nil }
            _ = (entry.event.destination, entry.verdict)
            return entry.sequence < 1 << 53 ? nil : "a number that is none"
        },
        Target(name: "archive", seeds: archived) { bytes in
            for post in ArchiveBlock(bytes: bytes, since: nil).posts().posts {
                // What was read can be written, and reads as the same.
                var json = JSONWriter()
                post.write(to: &json)
                let again = ArchiveBlock(bytes: json.bytes, since: nil).posts().posts
                guard again.count == 1, again[0].bytes == post.bytes, again[0].name == post.name else {
                    return "not the same when read again"
                }
            }
            // Frames that nobody made, and a whole one of which a byte was changed and behind which something lies.
            guard var frame = ZstdFrame.compress(bytes) else { return "not compressed" }
            let whole = frame
            let at = bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % frame.count
            frame[at] ^= UInt8(truncatingIfNeeded: bytes.count | 1)
            for part in [bytes, ZstdFrame.magic + bytes, frame + bytes, frame + whole] {
                var frames = ArchiveFrames(part)
                let hasSome = frames.next() != nil
                while frames.next() != nil {}
                let damaged = frames.damagedBytes
                guard damaged <= part.count else { return "more damage than bytes" }
                if !hasSome, damaged != part.count { return "bytes that are neither read nor damaged" }
            }
            return Array(ArchiveFrames(frame + whole)).last == bytes ? nil : "a whole frame was passed over"
        },
        Target(
            name: "work-name", seeds: ["0000000000000001-a.json", "0000000000000001!b", ".0000000000000001.sidecar"]
        ) {
            bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            guard let file = WorkFile(fileName: text, channel: nil) else { return nil }
            return file.fileName == text ? nil : "another name: \(file.fileName)"
        },
        Target(name: "post-name", seeds: ["a.json", "..", "-rf", "a.verdict.json", "日本.txt", "a\nb"]) { bytes in
            guard case .refused(let clean, _) = PostName(bytes) else { return nil }
            if case .fine = PostName(Array(clean.utf8)) { return nil }
            return "\(clean) is not clean"
        },
        Target(name: "memory", seeds: ["moongate spam 3\n", "\u{1}\0\0\0\0\0\0\0\u{4}\0\0\0\0\0\0\0"]) { bytes in
            for plugin in InstalledPlugins.all {
                _ = try? (plugin as? any Remembers)?.openMemory(from: StoredMemory(head: bytes))
            }
            return nil
        },
        Target(name: "instant", seeds: ["2026-11-24T03:15:58Z", "2026-11-24T03:15:58.123456+08:00"]) { bytes in
            guard let instant = Instant(rfc3339: bytes) else { return nil }
            return Instant(rfc3339: instant.rfc3339.utf8) == nil ? "what it wrote cannot be read" : nil
        },
        Target(name: "request", share: 2, seeds: requests, read: FuzzedSpool.answers),
        Target(name: "state", share: 20, seeds: states, read: FuzzedSpool.opens),
    ]

    static var hasRules: Bool { judged != nil }

    /// Rules whose checks look at everything.
    private static let judged: Ruleset? = {
        let text = """
            - {id: a, summary: A, 'body (regex)': '加\\s*v|buy', score: 4}
            - {id: b, summary: B, 'title+body': [buy now, casino, 加微信], score: 1}
            - {id: c, summary: C, 'body (regex)': '(a{1,9}){1,9}b$', score: 1}

            """
        let folder = RuleFolder(files: [.init(path: "r.yaml", bytes: Array(text.utf8))])
        return try? LoadedRules(folder, plugins: InstalledPlugin.withoutMemory(InstalledPlugins.all)).ruleset
    }()

    private static let posts = [
        #"{"id": 7, "title": "t", "body": "buy now", "author": {"name": "x", "created_at": "2026-11-24T00:00:00Z"}}"#,
        #"{"body": "加微信 abcd1234", "links": ["https://example.org/a?b=c"], "n": [1, -2.5e3, true, null]}"#,
        "plain text\nwith lines\n", #"{"body": "\ud83d\ude00 \u0041"}"#,
    ]

    private static let archived = [
        #"{"seq":7,"post":"p.json","channel":"c","received_at":"2026-11-24T00:00:00.000Z","#
            + #""decided_at":"2026-11-24T00:00:00.250Z","outcome":"flagged","score":4.5,"ruleset":"00ff","#
            + #""rules":["a","b"],"content":"{\"body\":\"加微信\"}"}"# + "\n",
        #"{"seq":8,"post":"q","received_at":"2026-11-24","decided_at":"2026-11-24","outcome":"approved","score":-1,"#
            + #""content_hex":"ff0022"}"# + "\n",
    ]

    private static let languages = [
        "I love 小红书 sooo much", "no sé what to do, see https://пример.рф/путь", "@a #b :c: d@e.f don’t l'été",
        "مرحبا हिन्दी ไทย 한국어 日本語のテキスト", "我哋今日去邊度食飯 a\u{301}\u{301}",
    ]

    private static let rules = [
        """
        - id: wechat
          summary: Private contact
          body (regex): '加\\s*v'
          score: 4
          examples:
            fires: ['快↓加 V↑ 吧']
            passes: ['加油']
        - id: b
          summary: B
          title+body (includes-word): [buy now, casino]
          ~body: [not this]
          author.account_age: "< 2 days"
          action: flag
          mode: shadow
        """
    ]

    private static let foldable = [
        "Ｂｕｙ ①𝐚🅰 ﬃ e\u{301}\u{327} \u{200B}加\u{FE0F}微信 臺灣 한글 \u{1100}\u{1161}\u{11A8}", "plain text, İıß",
        "\u{1E9B}\u{323}",
    ]

    private static let links = [
        "https://example.com/a?b=c#d see www.example.org. or bit . ly/x", "加微信：abcd1234 或 qq 12345678，官网例子。中国",
        "mail a.b+c@example.co.uk, [x](http://y.com) hxxp://1.2.3[.]4 +86 138 0000 5678 @name t.me/abc xn--fiqs8s",
        "example dot com / e x a m p l e . c o m / ｅｘａｍｐｌｅ．ｃｏｍ / 0x7f000001",
    ]

    private static let patterns = [
        #"\bпривет\b"#, #"(?:加|\+)\s*(?:v|微|薇|威)"#, "(a+)+$", #"(\w)\1"#, "(?<=加)v", "[a-z][-_a-z0-9]{5,19}", "a|b|",
    ]

    private static let requests = [
        #"{"command": "status"}"#, #"{"command": "reload", "accept": true}"#,
        #"{"command": "decide", "decision": "approve", "posts": ["flagged/a.json"], "by": "ana"}"#,
        #"{"command": "learn", "posts": [{"decision": "reject", "text": "buy now"}], "by": "ana"}"#,
        #"{"command": "relearn"}"#, #"{"command": "lessons"}"#, #"{"command": "job", "id": 7}"#,
        #"{"command": "rejudge", "rule": "a", "since": "2026-11-24T00:00:00Z", "dry_run": true}"#,
        #"{"command": "forget", "author": "u-7", "dry_run": true}"#,
        #"{"command": "forget", "post": "approved/b.json"}"#,
    ]

    /// The first byte says which file of `FuzzedSpool.kept` the others are.
    private static let states = [
        "\u{0}" + #"{"segment":1,"offset":0,"seq":7}"# + "\n", "\u{1}" + journal.joined(separator: "\n") + "\n",
        "\u{2}" + #"{"seq":7,"relearn":false}"# + "\n",
        // Numbers went on from there, and no line of the journal could be read again.
        "\u{2}" + #"{"seq":9007199254740993,"relearn":true}"#, "\u{2}" + #"{"seq":9223372036854775807}"#,
        "\u{3}" + #"{"id":7,"attempts":1,"request":{"command":"rejudge"},"kills":[{"seq":5,"times":2}]}"#,
        "\u{4}" + String(repeating: "\u{1}\0\0\0\0\0\0\0", count: 400),
        "\u{5}" + #"{"a":{"version":"00ff","since":"2026-11-24T00:00:00Z"}}"#,
    ]

    private static let journal = [
        #"{"seq":1,"post":"a.json","channel":"c","inode":5,"birth":"2026-11-24T00:00:00Z","size":10,"digest":"cbf29ce484222325","outcome":"flagged","score":4.5,"decided_at":"2026-11-24T00:00:01Z"}"#,
        #"{"seq":2,"kind":"decision","post":"a","outcome":"failed","because":"x"}"#,
    ]
}
