public import ArgumentParser
import Commands
import Daemon
internal import Files
import Glibc
import Reports
public import Spool

/// The flags of `moongate run`, which the judging child is started with as well.
struct DaemonFlags: ParsableArguments {
    @Option(help: "The spool: inbox, outcome folders and journal lie below it. Made where it is missing.")
    var spool: String = Defaults.spool

    @Option(help: "The rule folder. Edits go live a second after the last write, if they pass `moongate check`.")
    var rules: String = Defaults.rules

    @Flag(help: "Judge what is in the inbox, then end.")
    var once = false

    @Option(help: "Threads that judge. One a processor unless said otherwise.")
    var workers: Int = min(InHand.workerLimit, Defaults.processors)

    @Option(
        help: """
            What a power failure may take back: journal (default: nothing that is in the journal is lost; where a post \
            lies is put right at the next start) or strict (filed means on disk; slower).
            """)
    var durability = Durability.journal

    @Option(
        help: """
            flat (default): approved/[channel/]NAME, or by-day: approved/2026-11-24/[channel/]NAME. Kept in the spool: \
            later runs and commands use it unless they are given another.
            """)
    var layout: Layout?

    @Option(
        help: """
            Which posts get NAME.verdict.json next to them: flagged (and rejected; default), all, or none. Kept in the \
            spool, as the layout is.
            """)
    var sidecars: Sidecars?

    @Option(help: ArgumentHelp("The greatest post that is read; greater ones go to failed/.", valueName: "bytes"))
    var maxPostSize: Int = 1 << 20

    @Option(help: ArgumentHelp("How long the journal is kept.", valueName: "days"))
    var journalDays: Int = 90

    @Option(
        help: ArgumentHelp(
            "How long copies of posts that people decided about are kept in labelled/, to learn from.",
            valueName: "days"))
    var labelledDays: Int = 365

    @Option(
        help: ArgumentHelp(
            "How long files that were no posts are kept in failed/. Until somebody takes them, unless said otherwise.",
            valueName: "days"))
    var failedDays: Int?

    @Flag(
        help: """
            Look every 30 seconds for posts that somebody moved by hand between approved/, flagged/ and rejected/, and \
            take that as a decision by 'unknown'.
            """)
    var noticeMoves = false

    @Option(
        help: ArgumentHelp(
            "A post in hand for longer than this ends its judging process; the second time it is held as flagged.",
            valueName: "seconds"))
    var hangLimit: Int = 30

    @Flag(help: "Print each verdict on a line as the post is filed.")
    var verdicts = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    mutating func validate() throws {
        guard (1...InHand.workerLimit).contains(workers) else {
            throw ValidationError("--workers is a number from 1 to \(InHand.workerLimit)")
        }
        guard (1...(64 << 20)).contains(maxPostSize) else {
            throw ValidationError("--max-post-size is a number of bytes, up to \(64 << 20) (64 MiB)")
        }
        guard (1...36_500).contains(journalDays) else { throw ValidationError("--journal-days is at least 1") }
        guard (1...36_500).contains(labelledDays) else { throw ValidationError("--labelled-days is at least 1") }
        guard (1...36_500).contains(failedDays ?? 1) else { throw ValidationError("--failed-days is at least 1") }
        guard (1...3600).contains(hangLimit) else {
            throw ValidationError("--hang-limit is a number of seconds, 1 to 3600")
        }
    }

    /// What was given, else what the spool keeps, else the defaults.
    func options() throws(SpoolProblem) -> DaemonOptions {
        // Given both, a damaged record of them is replaced.
        let asks = layout == nil || sidecars == nil
        let kept = asks && access(spool, F_OK) == 0 ? try SpoolShape.kept(inSpool: spool) : nil
        let shape = SpoolShape(
            layout: layout ?? kept?.layout ?? .flat, sidecars: sidecars ?? kept?.sidecars ?? .flagged)
        var options = DaemonOptions(
            spool: spool, rules: rules, workers: workers, durability: durability, layout: shape.layout,
            sidecars: shape.sidecars, sizeLimit: maxPostSize, journalDays: journalDays, labelledDays: labelledDays,
            hangLimit: hangLimit, isOnce: once)
        options.noticesMoves = noticeMoves
        options.failedDays = failedDays
        return options
    }

    /// The same flags as words for the child.
    var words: [String] {
        [
            "--spool", spool, "--rules", rules, "--workers", "\(workers)", "--durability", durability.rawValue,
            "--max-post-size", "\(maxPostSize)",
            "--journal-days", "\(journalDays)", "--labelled-days", "\(labelledDays)", "--hang-limit", "\(hangLimit)",
            "--color", color.rawValue,
        ] + (once ? ["--once"] : []) + (verdicts ? ["--verdicts"] : []) + (noticeMoves ? ["--notice-moves"] : [])
            + (failedDays.map { ["--failed-days", "\($0)"] } ?? [])
            + (layout.map { ["--layout", $0.rawValue] } ?? []) + (sidecars.map { ["--sidecars", $0.rawValue] } ?? [])
    }
}

extension Durability: ExpressibleByArgument {}
