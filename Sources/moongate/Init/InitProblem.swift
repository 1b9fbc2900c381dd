import ArgumentParser
import Commands
import Glibc

/// Why nothing was made, and what the command ends with.
struct InitProblem: Error, CustomStringConvertible {
    let description: String
    let code: ExitCode

    init(_ description: String, _ code: ExitCode) {
        self.description = description
        self.code = code
    }

    init(making path: String, errno code: Int32) {
        self.init("cannot make \(path): \(String(cString: strerror(code)))", .inputOutput)
    }
}
