import JSON
import Moderation
import Testing

/// What plugins say about posts in verdicts.
@Suite struct AnnotationsTests {
    private static let mood = Annotation("mood")
    private static let tongues = Annotation("tongues", isAlwaysWritten: true)

    private struct Compiled: CompiledChecks {
        let moods: [[String]]
        func makeExaminer() -> Worker { Worker(moods: moods) }
    }

    private struct Worker: Examiner {
        var moods: [[String]]
        mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
            if !moods.isEmpty { answers.annotate(AnnotationsTests.mood, with: moods.removeFirst()) }
        }
    }

    /// Whose plugin gives these moods to one post after another.
    private static func ruleset(_ moods: [[String]] = []) -> Ruleset {
        let plugin = Ruleset.Plugin(
            "moods", place: 0, compiled: Compiled(moods: moods), checks: [], isRemembering: false)
        return Ruleset(
            rules: [], policy: Policy(), fingerprint: "", checkCount: 0, plugins: [plugin],
            annotations: Annotations([mood, tongues]))
    }

    private static let now = Instant(seconds: 0)

    private static func text(_ verdict: Verdict) -> String {
        var json = JSONWriter()
        json.object { verdict.write(to: &$0) }
        return json.text
    }

    @Test func areMembersOfTheVerdictWithThoseFirstThatAreAlwaysThere() throws {
        var judge = try Judge(ruleset: Self.ruleset([["calm", "dry"]]))
        let text = Self.text(judge.judge(ExaminedPost(Post(), receivedAt: Self.now), now: Self.now))
        #expect(text.contains(#""findings":[],"tongues":[],"mood":["calm","dry"],"ruleset":"#))
    }

    @Test func thoseOfThePostBeforeAreForgotten() throws {
        var judge = try Judge(ruleset: Self.ruleset([["calm"]]))
        let first = judge.judge(ExaminedPost(Post(), receivedAt: Self.now), now: Self.now)
        let second = judge.judge(ExaminedPost(Post(), receivedAt: Self.now), now: Self.now)
        #expect(first.annotations["mood"] == ["calm"])
        #expect(second.annotations["mood"] == [])
    }

    @Test func aPostThatWasNotJudgedHasThoseThatAreAlwaysThere() {
        let verdict = Verdict.held(
            because: "a test", ruleset: Self.ruleset(), receivedAt: Self.now, decidedAt: Self.now)
        #expect(Self.text(verdict).contains(#""findings":[],"tongues":[],"ruleset":"#))
    }

    @Test func rulesInShadowKeepThem() throws {
        var judge = try Judge(ruleset: Self.ruleset([["calm"]]).shadowing(["r"]))
        let verdict = judge.judge(ExaminedPost(Post(), receivedAt: Self.now), now: Self.now)
        #expect(verdict.annotations["mood"] == ["calm"])
    }

    @Test func anUnknownOneIsEmpty() {
        #expect(Annotations([Self.mood])["weather"] == [])
    }
}
