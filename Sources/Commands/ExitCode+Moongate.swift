public import ArgumentParser

/// As in sysexits.h, so that scripts and systemd can tell them apart.
extension ExitCode {
    public static let problemsFound = ExitCode(1)
    public static let wrongData = ExitCode(65)
    public static let noInput = ExitCode(66)
    public static let notRunning = ExitCode(69)
    public static let exists = ExitCode(73)
    public static let inputOutput = ExitCode(74)
    public static let spoolTaken = ExitCode(75)
    public static let rulesUnusable = ExitCode(78)
}
