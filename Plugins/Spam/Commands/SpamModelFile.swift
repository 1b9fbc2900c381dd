internal import ArgumentParser
internal import Commands
internal import Foundation
internal import Moderation
internal import Reports
internal import SpamPlugin

/// A file that holds what was learned of spam.
struct SpamModelFile {
    let path: String
    /// What to do where it is damaged.
    var advice = "Move it away and learn again, or give another --model"

    var isThere: Bool { FileManager.default.fileExists(atPath: path) }

    /// Opens it. A file that is not there gives an empty model, where `isMade`; else it is an error.
    func open(usesBase: Bool, isMade: Bool) throws -> SpamMemory {
        var bytes: [UInt8]?
        if isThere {
            do {
                bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
            } catch {
                Terminal.warn("\(path): cannot be read: \(error.localizedDescription)")
                throw ExitCode.inputOutput
            }
        } else if !isMade {
            Terminal.warn("\(path): there is no such file; create it with moongate learn FILE.tsv --model \(path)")
            throw ExitCode.noInput
        }
        do throws(MemoryProblem) {
            return try SpamPlugin.memory(from: bytes, usesBase: usesBase)
        } catch {
            Terminal.warn("\(path): \(error). \(advice)")
            throw ExitCode.wrongData
        }
    }

    /// Writes it, whole or not at all.
    func save(_ bytes: [UInt8]) throws { try WrittenFile.write(bytes, to: path) }
}
