import ArgumentParser

/// As in sysexits.h, so that scripts and systemd can tell them apart.
extension ExitCode {
    static let problemsFound = ExitCode(1)
    static let wrongData = ExitCode(65)
    static let noInput = ExitCode(66)
    static let notRunning = ExitCode(69)
    static let exists = ExitCode(73)
    static let inputOutput = ExitCode(74)
    static let spoolTaken = ExitCode(75)
    static let rulesUnusable = ExitCode(78)
}
