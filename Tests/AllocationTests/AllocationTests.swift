import CAllocations
import FactsPlugin
import Foundation
import Moderation
import PostFormats
import RuleFiles
import Spool
import Testing
import TextPlugin

/// How often a post asks for memory on its way: counted, because counts are the same in every run and time is not.
@Suite(.serialized) struct AllocationTests {
    private static let posts = 256

    /// A post as platforms send it, with English and Chinese, of about 420 bytes.
    private static func post(_ number: Int) -> [UInt8] {
        let sentence = "The landlord asked for a deposit of two months, 房东昨天说车站附近的房租涨了百分之十。 "
        return Array(
            """
            {"id":"m\(1_000_000 + number)","author":{"name":"user\(number)"},"channel":"chat","created_at":"2026-01-01T00:00:07Z",\
            "body":"\(String(repeating: sentence, count: 3))\(number)"}
            """.utf8)
    }

    /// Twenty rules, of which none holds: what most posts meet.
    private static func rules() throws -> Ruleset {
        let rules = (0..<10).map { number in
            """
            - id: pattern-\(number)
              score: 1
              body (regex): 'scam[a-z]{\(number + 1)}\\b'
            - id: word-\(number)
              score: 1
              title+body: ['swindle\(number)', '诈骗\(number)']

            """
        }
        let folder = RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rules.joined().utf8))])
        return try LoadedRules(folder, plugins: InstalledPlugin.withoutMemory([TextPlugin(), FactsPlugin()])).ruleset
    }

    private static func count(_ body: () throws -> Void) throws -> Double {
        moongate_begin_counting_allocations()
        defer { _ = moongate_end_counting_allocations() }
        try body()
        return Double(moongate_end_counting_allocations()) / Double(posts)
    }

    /// The limits are what was counted when they were set, and a tenth: a change that asks for more is seen here, and
    /// either mended or written down by a new limit. A debug build asks for more than a release build does.
    @Test func aPostsWayIsBounded() throws {
        moongate_begin_counting_allocations()
        let isCounted = moongate_end_counting_allocations() >= 0
        guard isCounted else { return print("not counted: a sanitizer has its own memory") }
        let folder = FileManager.default.temporaryDirectory.path + "/moongate-allocations-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let spool = try SpoolFolder(path: folder)
        for number in 0..<Self.posts {
            try Data(Self.post(number)).write(to: URL(fileURLWithPath: "\(folder)/inbox/post-number-\(number).json"))
        }
        var judge = try Judge(ruleset: Self.rules())
        let claim = Claim(spool, numbers: SequenceNumbers(above: 0))
        let pipeline = Pipeline(spool, claim: claim, journal: try Journal(spool), filing: Filing(spool))
        let arrivals = (0..<Self.posts).compactMap {
            Arrival(channel: nil, rawName: Array("post-number-\($0).json".utf8))
        }
        var claimed: [ClaimedPost] = []
        var read: [Post] = []
        var judged: [Verdict] = []
        var recorded: [JudgedPost] = []
        // Memory that is kept from post to post is there after the first.
        let first = ExaminedPost(try PostReader.read(Self.post(0), name: "a.json"), receivedAt: .fromSystemClock())
        _ = judge.judge(first, now: first.receivedAt)
        claimed.reserveCapacity(Self.posts)
        read.reserveCapacity(Self.posts)
        judged.reserveCapacity(Self.posts)
        recorded.reserveCapacity(Self.posts)

        var counts: [String: Double] = [:]
        counts["claim"] = try Self.count {
            for arrival in arrivals {
                if case .claimed(.post(let post)) = try claim.claim(arrival) { claimed.append(post) }
            }
        }
        #expect(claimed.count == Self.posts)
        counts["read"] = try Self.count {
            for post in claimed { read.append(try PostReader.read(post.bytes, name: post.name, channel: post.channel)) }
        }
        counts["judge"] = try Self.count {
            for (post, claimed) in zip(read, claimed) {
                judged.append(judge.judge(ExaminedPost(post, receivedAt: claimed.receivedAt), now: claimed.receivedAt))
            }
        }
        counts["look again"] = try Self.count { for post in claimed { _ = try claim.recheck(post) } }
        counts["write"] = try Self.count {
            for (post, verdict) in zip(claimed, judged) { recorded.append(JudgedPost(post, verdict: verdict)) }
        }
        var batch: PipelineBatch?
        counts["journal"] = try Self.count { batch = try pipeline.record(recorded) }
        var filing = try #require(batch)
        counts["file"] = try Self.count { #expect(pipeline.file(&filing).problems.isEmpty) }
        let shown = counts.sorted { $0.key < $1.key }.map { "\($0.key) \(($0.value * 100).rounded() / 100)" }
        print("allocations a post: " + shown.joined(separator: ", "))
        for (step, limit) in Self.limits { #expect(counts[step, default: .infinity] <= limit, "\(step)") }
    }

    private static let limits: [(step: String, allocations: Double)] = [
        ("claim", 505), ("read", 47), ("judge", 15), ("look again", 2.2), ("write", 10.5), ("journal", 4.5),
        ("file", 7.6),
    ]
}
