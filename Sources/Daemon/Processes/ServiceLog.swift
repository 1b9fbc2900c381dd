internal import Files
internal import Glibc
public import Logging
internal import Moderation

/// Log lines for a terminal or for journald: one line an event, `message key=value ...`. Under journald the priority
/// goes before it (sd-daemon(3)) and the time is left out. Control characters cannot get through. Who logs never waits for
/// the reader of standard error (`LineWriter`).
public struct ServiceLog: LogHandler {
    /// Lines below it are not written.
    public var logLevel = Logger.Level.info
    /// Goes with every line.
    public var metadata = Logger.Metadata()

    private let isJournald: Bool

    private static let lines = LineWriter(to: STDERR_FILENO) { count in
        (getenv("JOURNAL_STREAM") != nil ? "<4>" : time + " " + padded(.warning))
            + "log lines were dropped: standard error was not read lines=\(count)\n"
    }

    /// What is logged is written before the process ends, if it is read within a second.
    public static func flushAtExit() { atexit { ServiceLog.lines.flush(within: .seconds(1)) } }

    /// To standard error.
    public init() { isJournald = getenv("JOURNAL_STREAM") != nil }

    /// One value that goes with every line.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Hands one line on.
    public func log(event: LogEvent) {
        var line = isJournald ? "<\(Self.priority(event.level))>" : Self.time + " " + Self.padded(event.level)
        line += Self.safe(event.message.description)
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) { line += " \(key)=\(Self.quoted(value.description))" }
        Self.lines.write(line + "\n")
    }

    private static var time: String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let text = Instant(seconds: Double(now.tv_sec)).rfc3339
        return String(text.prefix(19)) + "Z"
    }

    private static func padded(_ level: Logger.Level) -> String {
        let name = level.rawValue
        return name + String(repeating: " ", count: max(1, 9 - name.count))
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }

    private static func quoted(_ text: String) -> String {
        let safe = safe(text)
        let needsQuotes = safe.isEmpty || safe.contains { $0 == " " || $0 == "\"" || $0 == "=" }
        return needsQuotes ? "\"" + safe.replacing("\"", with: "\\\"") + "\"" : safe
    }

    private static func safe(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x00..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069:
                safe += "\\u{\(String(scalar.value, radix: 16))}"
            default: safe.unicodeScalars.append(scalar)
            }
        }
        return safe
    }
}
