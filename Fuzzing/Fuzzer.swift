import Foundation

/// libFuzzer's entry: `Scripts/fuzz --coverage` builds this with `-sanitize=fuzzer` instead of the tests. Each input goes
/// to the target that MOONGATE_FUZZ_TARGET names; what is wrong with what it gave ends the process, so that libFuzzer
/// keeps the input.
private let chosen: Target = {
    let name = ProcessInfo.processInfo.environment["MOONGATE_FUZZ_TARGET"] ?? ""
    if let target = Target.all.first(where: { $0.name == name }) {
        target.writeSeeds()
        return target
    }
    FileHandle.standardError.write(
        Data("MOONGATE_FUZZ_TARGET is one of: \(Target.all.map(\.name).joined(separator: ", "))\n".utf8))
    _exit(64)
}()

/// One input for the chosen target; what libFuzzer calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    if let wrong = chosen.read(Array(UnsafeBufferPointer(start: start, count: count))) {
        fatalError("\(chosen): \(wrong)")
    }
    return 0
}

extension Target {
    /// What it begins from, into the folder that MOONGATE_FUZZ_SEEDS names.
    fileprivate func writeSeeds() {
        guard let folder = ProcessInfo.processInfo.environment["MOONGATE_FUZZ_SEEDS"] else { return }
        for (number, seed) in seeds.enumerated() {
            try? Data(seed.utf8).write(to: URL(fileURLWithPath: "\(folder)/seed-\(number)"))
        }
    }
}
