import ArgumentParser
import Commands
import Glibc
import InstalledPlugins
import Moderation
import Reports
import RuleFiles
import Spool
import Tuning

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Backtest edited rules on recent posts: show what they would change.",
        discussion: """
            Compares the edited folder with the rules in force, on the posts of the archive (enable it in moongate.yaml: \
            archive: {days: 30, size: 10GB}) and on those that are still in the outcome folders. Nothing is filed and \
            nothing goes live. It uses all processors at the lowest priority, so a running daemon is not delayed.

            Shows how many posts would be newly flagged or newly approved, by which rule, some of these posts, and how \
            often moderators agreed with each rule.

            Examples:
              moongate backtest                       ./Rules against the rules in force
              moongate backtest --rules ~/draft --since 7d
              moongate backtest --sample 5000         faster: a random sample of posts
              moongate backtest --html report.html    a page with charts, to share
              moongate backtest --against ~/old-rules --json | jq .newly_flagged

            Exit codes: 0 done, whatever it found; 66 there are no posts or no rules to compare with; 78 the rules have \
            errors.
            """)

    @Option(help: "The edited rule folder.")
    var rules: String = Defaults.rules

    @Option(help: "The rule folder to compare with. Default: the rules in force, from the copy in the spool.")
    var against: String?

    @Option(help: "The spool whose posts are used.")
    var spool: String = Defaults.spool

    @Option(help: "Only posts judged since then: 2026-11-24, or an age such as 12h, 30d.")
    var since: String?

    @Option(help: ArgumentHelp("Use a random sample of N posts, the same every time.", valueName: "posts"))
    var sample: Int?

    @Option(help: ArgumentHelp("Also write a report with charts, as one HTML file.", valueName: "file"))
    var html: String?

    @Option(help: "Number of threads. Default: one per processor.")
    var threads: Int = Defaults.processors

    @Flag(help: "List every rule, not only those that the edit affects.")
    var all = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func validate() throws {
        if let since, Ago.instant(since) == nil { throw ValidationError("--since \(Ago.advice)") }
        if let sample, sample < 1 { throw ValidationError("--sample is a number of posts, from 1 on") }
        guard (1...256).contains(threads) else { throw ValidationError("--threads is a number from 1 to 256") }
    }

    func run() throws {
        try SpoolPlace.require(spool)
        let terminal = Terminal(color)
        let backtest = Backtest(
            inForce: try rulesInForce(), edited: try RuleLoading.folder(rules), plugins: InstalledPlugins.all,
            spool: spool, selection: sample.map { .sample($0) } ?? .all, since: since.flatMap(Ago.instant),
            threads: threads)
        let line = ProgressLine(isShown: !json)
        let report: BacktestReport
        do {
            report = try backtest.run { line.show($0) }
        } catch let error as RuleProblems {
            line.clear()
            throw RuleLoading.complain(error, rules)
        } catch {
            line.clear()
            Terminal.warn("\(error)")
            throw ExitCode.noInput
        }
        line.clear()
        guard report.posts > 0 else {
            Terminal.warn(
                "There are no posts in \(spool) to try the rules on. Enable the archive in moongate.yaml:\n"
                    + "    archive: {days: 30, size: 10GB}")
            throw ExitCode.noInput
        }
        if let html { try WrittenFile.write(BacktestPage(report).text.utf8, to: html) }
        if json { return Terminal.show(json: report.json) }
        Terminal.show(BacktestText(report, terminal, showsAll: all, rules: rules).text)
        if let html { Terminal.show(terminal.paint("The report with charts: \(html)", .dim)) }
    }

    private func rulesInForce() throws -> RuleFolder {
        if let against { return try RuleLoading.folder(against) }
        do throws(RuleProblems) {
            return try RuleFolder(copyIn: spool + "/state")
        } catch {
            Terminal.warn(
                "\(spool) has no copy of the rules in force (no daemon ran there yet): say what to compare with, "
                    + "--against FOLDER")
            throw ExitCode.noInput
        }
    }
}

/// One line on a terminal's standard error that is written over: how far, how fast, how long yet.
final class ProgressLine: Sendable {
    private let isShown: Bool

    init(isShown: Bool) { self.isShown = isShown && isatty(STDERR_FILENO) == 1 }

    func show(_ progress: Backtest.Progress) {
        guard isShown else { return }
        let bar = Int(progress.share * 24)
        let left = progress.left.map { ", \(Figures.duration($0)) left" } ?? ""
        write(
            "\r\u{1B}[K[\(String(repeating: "█", count: bar))\(String(repeating: "░", count: 24 - bar))] "
                + "\(Figures.count(progress.posts)) posts, \(Figures.count(Int(progress.rate))) a second\(left)")
    }

    func clear() { if isShown { write("\r\u{1B}[K") } }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
