import Foundation
import Glibc
import JSON
import Logging
import Synchronization
import Tuning

@testable import Daemon
@testable import Spool

/// A spool in a temporary folder, for targets that do everything that a corrupt file or a stranger's request does.
enum FuzzedSpool {
    /// What is kept between two runs and read at a start, each by its own reader too.
    static let kept = [
        "journal/checkpoint", "journal/0000000000000001.jsonl", "state/lessons", "state/job", "state/in-hand",
        "state/clock",
        "state/rulesets/ages.json",
    ]

    /// One file of a spool has these bytes (the first selects the file): it is opened as at a start, journal, recovery
    /// and all, and a number that comes next can still be journalled.
    static func opens(with bytes: [UInt8]) -> String? {
        guard let first = bytes.first, let folder = makeFolder() else { return nil }
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do {
            _ = try SpoolFolder(path: folder)
            let path = folder + "/" + kept[Int(first) % kept.count]
            try? FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(bytes.dropFirst()).write(to: URL(fileURLWithPath: path))
            let spool = try SpoolFolder(path: folder)
            let inHand = try InHand()
            inHand.takeOver(try InHandRecord(of: spool))
            _ = (
                try LastTimeSeen.read(spool), inHand.record, inHand.items, inHand.suspects, inHand.sinceBeat,
                inHand.serviceStartedAt, inHand.noteDeath()
            )
            _ = RulesetStore(state: folder + "/state").ages
            if let job = KeptJob(parsing: Array(bytes.dropFirst())), KeptJob(parsing: job.bytes) != job {
                return "not the same work when read again"
            }
            let journal = try Journal(spool)
            let recovery = try Recovery(spool, journal: journal, filing: Filing(spool, layout: .flat))
            let numbers = SequenceNumbers(above: max(recovery.greatestSequence, LessonsLearned(spool).number))
            return numbers.next() < 1 << 53 ? nil : "the next number is none that a journal line can have"
        } catch {
            return nil
        }
    }

    /// A request as it comes over the control socket, answered by the desk of a spool.
    static func answers(_ bytes: [UInt8]) -> String? {
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return "no sockets" }
        defer { close(ends[0]) }
        _ = send(ends[1], bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        _ = send(ends[1], "\n", 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        close(ends[1])
        guard let line = ControlSocket.readLine(from: ends[0]), let request = try? JSONValue(parsing: line) else {
            return nil
        }
        // As `ControlServer` distinguishes them; everything else is the desk's.
        let answer = desk.withLock { $0?.answer(request) }
        if case .object = answer { return nil }
        return "no object"
    }

    private static let desk = Mutex(makeDesk())

    private static func makeDesk() -> sending StoppedSpool? {
        guard let folder = makeFolder() else { return nil }
        let options = DaemonOptions(
            spool: folder, rules: folder + "/rules", workers: 1, durability: .journal, layout: .flat,
            sidecars: .flagged, sizeLimit: 1 << 20, journalDays: 90, hangLimit: 60, isOnce: false)
        do {
            let spool = try StoppedSpool(options, log: Logger(label: "fuzz") { _ in SwiftLogNoOpLogHandler() })
            // Something to be decided about and forgotten.
            for place in ["flagged/a.json", "approved/b.json", "rejected/c.txt"] {
                try Data(#"{"body": "buy now", "author": {"id": "u-7"}}"#.utf8)
                    .write(to: URL(fileURLWithPath: folder + "/" + place))
            }
            return spool
        } catch {
            return nil
        }
    }

    private static func makeFolder() -> String? {
        var template = Array((NSTemporaryDirectory() + "/moongate-fuzz-XXXXXX").utf8CString)
        return mkdtemp(&template).map { String(cString: $0) }
    }
}
