import Daemon
import JSON

/// The daemon of the spool, asked through its socket.
struct DaemonCheckup {
    let spool: String

    var diagnoses: [Diagnosis] {
        do throws(ControlProblem) {
            guard let status = try ControlClient.ask("status", spool: spool, within: 10) else {
                if let problem = ControlClient.silentOwner(of: spool) {
                    return [.wrong("daemon", "\(problem)", "journalctl -u moongate")]
                }
                return [
                    .doubtful(
                        "daemon", "it does not run on \(spool)",
                        "systemctl start moongate, or moongate run --spool \(spool)")
                ]
            }
            let steps = status["problems"]?.array ?? []
            let rules = status["rules"]?["problems"]?.array ?? []
            if let step = steps.first {
                return [
                    .wrong(
                        "daemon", "\(step["step"]?.string ?? "a step") fails: \(step["problem"]?.string ?? "")",
                        "moongate status")
                ]
            }
            if !rules.isEmpty {
                return [.wrong("daemon", "its rule folder has errors; older rules are in force", "moongate status")]
            }
            return [.well("daemon", "runs, \(status["waiting"]?.integer ?? 0) posts waiting")]
        } catch {
            return [
                error.isListening
                    ? .wrong("daemon", "\(error)", "journalctl -u moongate")
                    : .doubtful("daemon", "it cannot be asked: \(error)", "run it as the daemon's user or as root")
            ]
        }
    }
}
