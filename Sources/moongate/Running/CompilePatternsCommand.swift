import ArgumentParser
import Patterns

/// The child that compiles patterns; started by the daemon with the descriptors of `FilterCompilation`, never by hand.
struct CompilePatternsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: FilterCompilation.command, abstract: "Compiles patterns for `run`.", shouldDisplay: false)

    @Argument var cpuSeconds: Int
    @Argument var memoryBytes: Int

    func run() throws {
        throw ExitCode(FilterCompilation.serve(cpuSeconds: cpuSeconds, memoryBytes: memoryBytes))
    }
}
