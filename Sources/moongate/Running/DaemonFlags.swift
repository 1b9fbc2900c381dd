public import ArgumentParser
import Commands
import Daemon
internal import Files
import Glibc
import Reports
public import Spool

/// The flags of `moongate run`, which the judging child is started with as well.
struct DaemonFlags: ParsableArguments {
    @Option(
        help: "The spool: the folder with the inbox, the outcome folders and the journal. Created if it is missing.")
    var spool: String = Defaults.spool

    @Option(help: "The rule folder. Edits go live a second after the last write, if they pass `moongate check`.")
    var rules: String = Defaults.rules

    @Flag(help: "Judge the posts in the inbox, then exit.")
    var once = false

    @Option(help: "Number of threads that judge, 1 to 64. Default: one per processor.")
    var workers: Int = min(InHand.workerLimit, Defaults.processors)

    @Option(
        help: """
            What survives a power failure. journal (default): every verdict in the journal; posts in the wrong folder are \
            moved at the next start. strict: also the place of every filed post; slower.
            """)
    var durability = Durability.journal

    @Option(
        help: """
            Layout of the outcome folders. flat (default): approved/[channel/]NAME; by-day: \
            approved/2026-11-24/[channel/]NAME. Saved in the spool as the default of later runs and commands.
            """)
    var layout: Layout?

    @Option(
        help: """
            Which posts get a NAME.verdict.json next to them: flagged (default; also rejected posts), all or none. Saved \
            in the spool, like the layout.
            """)
    var sidecars: Sidecars?

    @Option(help: ArgumentHelp("Size limit of a post, up to 64 MiB. Larger files go to failed/.", valueName: "bytes"))
    var maxPostSize: Int = 1 << 20

    @Option(help: ArgumentHelp("How many days the journal is kept.", valueName: "days"))
    var journalDays: Int = 90

    @Option(
        help: ArgumentHelp(
            "How many days copies of decided posts are kept in labelled/, to learn from.",
            valueName: "days"))
    var labelledDays: Int = 365

    @Option(
        help: ArgumentHelp(
            "How many days files that are not posts are kept in failed/. Default: forever.",
            valueName: "days"))
    var failedDays: Int?

    @Flag(
        help: """
            Count posts that were moved by hand between approved/, flagged/ and rejected/ as decisions by 'unknown'. \
            Checked every 30 seconds.
            """)
    var noticeMoves = false

    @Option(
        help: ArgumentHelp(
            "Timeout for one post. The judging process is killed and restarted; a post that causes this twice is flagged.",
            valueName: "seconds"))
    var hangLimit: Int = 30

    @Flag(help: "Print one line for each post that is filed.")
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
