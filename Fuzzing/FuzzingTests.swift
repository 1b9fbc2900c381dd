import Foundation
import Glibc
import Testing

/// Every reader gets some thousand random inputs, the same in every run. `Scripts/fuzz SECONDS` goes on for so long with
/// seeds of its own, and leaves the last input of each target in `.build/fuzz/`, for when one traps.
@Suite(.timeLimit(.minutes(240))) struct FuzzingTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let seconds = environment["MOONGATE_FUZZ_SECONDS"].flatMap { Double($0) }
    private static let folder = environment["MOONGATE_FUZZ_FOLDER"]

    @Test(arguments: Target.all) func survives(_ target: Target) throws {
        let seeds = target.seeds.map { Array($0.utf8) }
        #expect(Target.hasRules)
        for seed in seeds { if let wrong = target.read(seed) { Issue.record("\(target): \(wrong)") } }
        var seed: UInt64 = Self.seconds == nil ? 1 : UInt64.random(in: 2...UInt64.max)
        let until = Date().addingTimeInterval(Self.seconds ?? 0)
        let rounds = 4000 / target.share
        // Inputs that were changed once are changed again.
        var pool = seeds
        var slowest = (seconds: 0.0, input: [UInt8]())
        let before = Self.residentKilobytes
        var count = 0
        repeat {
            var mutator = Mutator(seed: seed)
            for _ in 0..<rounds {
                let input = mutator.mutate(
                    pool.randomElement(using: &mutator) ?? [], crossedWith: seeds.randomElement(using: &mutator) ?? [])
                keep(input, target)
                let began = Date()
                if let wrong = target.read(input) {
                    Issue.record("\(target), \(wrong): \(String(reflecting: String(decoding: input, as: UTF8.self)))")
                }
                let took = Date().timeIntervalSince(began)
                if took > slowest.seconds { slowest = (took, input) }
                if mutator.next() % 8 == 0 {
                    if pool.count < 256 { pool.append(input) } else { pool[Int(mutator.next() % 256)] = input }
                }
                count += 1
            }
            seed &+= 1
        } while Date() < until
        // Generous: other tests run in parallel. A hang or an explosion is far beyond.
        #expect(slowest.seconds < 20, "\(target): \(String(decoding: slowest.input, as: UTF8.self))")
        #expect(Self.residentKilobytes - before < 1_000_000, "\(target) grew")
        print("\(target): \(count) inputs, the slowest took \(Int(slowest.seconds * 1000)) ms")
    }

    private func keep(_ input: [UInt8], _ target: Target) {
        guard let folder = Self.folder, let file = fopen("\(folder)/\(target.name)", "w") else { return }
        fwrite(input, 1, input.count, file)
        fclose(file)
    }

    private static var residentKilobytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4
    }
}
