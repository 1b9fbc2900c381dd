import ArgumentParser
import Foundation
import Reports

/// A file that a command was told to write: there whole, or as it was.
enum WrittenFile {
    static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            Terminal.warn("\(SafeText.make(path)): cannot be written: \(error.localizedDescription)")
            throw ExitCode.inputOutput
        }
    }
}
