import Foundation
import JSON
import Testing

/// The edits of Documentation/tuning.md over an archive of 20,000 public posts.
@Suite(.timeLimit(.minutes(60))) struct TuningAtScaleTests {
    static let corpus = Checkout.corpora + "/throughput/posts.jsonl"

    @Test(
        .enabled(
            if: wantsLongTests && Checkout.has(corpus),
            "takes minutes and public data: MOONGATE_LONG_TESTS=1 and ../shared/corpora/throughput/posts.jsonl"))
    func everyPostIsSeenAndTheSumsAgree() async throws {
        let lines = try String(contentsOfFile: Self.corpus, encoding: .utf8).split(separator: "\n")
        let folder = try await TuningWalkthroughTests.filed(
            lines.enumerated().map { (name: "p\($0.offset).json", text: String($0.element)) })
        // The consumer took them: the archive alone has them.
        try FileManager.default.removeItem(atPath: folder.at("spool/approved"))
        var newlyFlagged: [String: Int] = [:]
        for edit in TuningWalkthroughTests.edits where !edit.isCheck {
            try? FileManager.default.removeItem(atPath: folder.at("draft"))
            try FileManager.default.copyItem(atPath: folder.at("rules"), toPath: folder.at("draft"))
            try RunningDaemon.write(edit.files, to: folder.at("draft"))
            let finished = try await moongate([
                "backtest", "--json", "--rules", folder.at("draft"), "--spool", folder.at("spool"),
            ])
            guard finished.code == 0 else { throw Failure("\(edit.title): \(finished.errors)") }
            let report = try JSONValue(parsing: Array(finished.output.utf8))
            func number(_ path: String...) -> Int {
                path.reduce(report as JSONValue?) { $0?[$1] }?.number.map { Int($0) } ?? -1
            }
            #expect(number("posts") == lines.count, "\(edit.title)")
            #expect(
                ["approved", "flagged", "rejected"].allSatisfy {
                    number("coverage", $0, "seen") == number("coverage", $0, "filed")
                }, "\(edit.title)")
            #expect(
                number("held", "edited") - number("held", "in_force")
                    == number("newly_flagged") - number("newly_approved"), "\(edit.title)")
            for slices in ["days", "channels"] {
                let sum = (report[slices]?.array ?? []).reduce(0) { $0 + Int($1["posts"]?.number ?? 0) }
                #expect(sum == lines.count, "\(edit.title): \(slices)")
            }
            newlyFlagged[String(edit.title.prefix { $0 != "." })] = number("newly_flagged")
        }
        // Edit 8 is edit 2 for a tenth of the posts.
        let (all, tenth) = (newlyFlagged["2"] ?? 0, newlyFlagged["8"] ?? 0)
        #expect(all > 300, "\(tenth) of \(all)")
        #expect(tenth > all / 20, "\(tenth) of \(all)")
        #expect(tenth < all / 6, "\(tenth) of \(all)")
    }
}
