internal import ArgumentParser
internal import Foundation
internal import Reports

/// What a command is given to look at: the name of a file that is there, - for standard input, or else the text itself.
public enum GivenText {
    public static func bytes(of argument: String) throws -> [UInt8] {
        let isFile = argument != "-" && !argument.contains("\n") && FileManager.default.fileExists(atPath: argument)
        guard isFile || argument == "-" else { return Array(argument.utf8) }
        do {
            let handle =
                isFile ? try FileHandle(forReadingFrom: URL(fileURLWithPath: argument)) : FileHandle.standardInput
            return Array(try handle.readToEnd() ?? Data())
        } catch {
            Terminal.warn("\(SafeText.make(argument)): cannot be read: \(error.localizedDescription)")
            throw ExitCode.inputOutput
        }
    }
}
