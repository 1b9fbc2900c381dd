public import ArgumentParser
import Commands
import Daemon
import InstalledPlugins
import JSON
public import Reports
import RuleFiles
import Tuning

/// What the rules of a folder cost.
enum MeasuredCosts {
    /// Microseconds a post of each rule: as the daemon counts them where it runs with these rules and has counted enough,
    /// else each rule measured alone on posts of the archive.
    public static func costs(of folder: RuleFolder, spool: String) throws -> RuleStatistics.Costs {
        let told = try? ControlClient.ask("costs", spool: spool, within: 5)
        if let told, told["ruleset"]?.string == folder.fingerprint, case .object(let rules) = told["rules"] {
            var shared: [(plugin: String, microseconds: Double)] = []
            if case .object(let plugins) = told["shared"] {
                shared = plugins.compactMap { name, value in value.number.map { (name, $0) } }.sorted { $0.1 > $1.1 }
            }
            return RuleStatistics.Costs(
                byRule: rules.compactMapValues(\.number), countedPosts: told["posts"]?.integer ?? 0, shared: shared)
        }
        return RuleStatistics.Costs(byRule: try measured(of: folder, spool: spool))
    }

    private static func measured(of folder: RuleFolder, spool: String) throws -> [String: Double] {
        let backtest = Backtest(
            inForce: folder, edited: folder, plugins: InstalledPlugins.all, spool: spool,
            selection: .sample(Backtest.measuredPosts), threads: Defaults.processors)
        do {
            let lines = try backtest.run().rules
            return Dictionary(
                lines.compactMap { line in line.microseconds.map { (line.id, $0) } }, uniquingKeysWith: { a, _ in a })
        } catch {
            Terminal.warn("what rules cost cannot be measured: \(error)")
            throw ExitCode.noInput
        }
    }
}

extension RuleStatistics.Order: ExpressibleByArgument {}
