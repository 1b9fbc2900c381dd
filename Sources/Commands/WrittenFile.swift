internal import ArgumentParser
internal import Foundation
internal import Reports

/// A file that a command was told to write: there whole, or as it was.
public enum WrittenFile {
    public static func write(_ bytes: some Sequence<UInt8>, to path: String) throws {
        do {
            try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            Terminal.warn("\(SafeText.make(path)): cannot be written: \(error.localizedDescription)")
            throw ExitCode.inputOutput
        }
    }
}
