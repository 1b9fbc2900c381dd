import ArgumentParser
import Commands
import Foundation
import JSON
import Reports

/// Starts long work and waits for its end. A daemon that is started again meanwhile goes on with it, and so does this.
struct JobWatch {
    private let asked: AskedSpool
    private let readsRules: Bool

    /// Seconds that a daemon may be away.
    private static let patience = 60.0

    init(_ asked: AskedSpool, readsRules: Bool = false) {
        self.asked = asked
        self.readsRules = readsRules
    }

    func run(_ request: JSONValue, showsProgress: Bool) throws -> JSONValue {
        let session = try asked.session(readsRules: readsRules)
        let id = try session.ask(request)["job"]?.integer ?? 0
        var last: JSONValue = [:]
        let began = Date()
        var shownAt = began
        var seenAt = began
        while true {
            if let progress = try session.lookAgain(["command": "job", "id": .number(Double(id))]) {
                if let error = progress["error"]?.string {
                    Terminal.warn(SafeText.make(error))
                    throw progress["ended"]?.truth == true ? ExitCode.problemsFound : ExitCode.notRunning
                }
                if progress["ended"]?.truth == true { return progress }
                (last, seenAt) = (progress, Date())
            } else if Date().timeIntervalSince(seenAt) > Self.patience {
                Terminal.warn(
                    "the daemon went away when it had looked at \(last["done"]?.integer ?? 0) of "
                        + "\(last["total"]?.integer ?? 0); "
                        + (request["dry_run"]?.truth == true
                            ? "run the command again once it is running" : "it resumes when it is restarted"))
                throw ExitCode.notRunning
            }
            if showsProgress, Date().timeIntervalSince(shownAt) > 2 {
                shownAt = Date()
                show(last, Date().timeIntervalSince(began))
            }
            usleep(100_000)
        }
    }

    private func show(_ progress: JSONValue, _ seconds: Double) {
        let done = progress["done"]?.number ?? 0
        let total = progress["total"]?.number ?? 0
        guard done > 0, total > 0 else { return }
        let rate = done / seconds
        Terminal.warn(
            "\(Int(done)) of \(Int(total)), \(Int(rate)) a second, \(Int((total - done) / max(rate, 0.001))) s left")
    }
}
