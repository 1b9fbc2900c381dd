import CLinux
internal import Files
import Glibc

extension Inbox {
    /// Complete files that came by link(2) or linkat(2), as maildirs and O_TMPFILE do: nobody closes them any more. Known by
    /// being quiet while nobody has them open for writing. Looks now and then, at nothing but what is unfinished.
    func linked() -> [Arrival] {
        guard !unfinished.isEmpty else { return [] }
        let now = moongate_monotonic_nanoseconds()
        guard now >= linksAt else { return [] }
        linksAt = now + min(quiet, 500_000_000)
        var arrivals: [Arrival] = []
        for (place, lookAt) in unfinished where lookAt <= now {
            // What cannot be looked at is left to the scan.
            guard let arrival = Arrival(channel: place.channel, rawName: place.rawName),
                !leftOut.isClosed(place.channel),
                let folder = try? spool.inbox(of: place.channel),
                let status = try? folder.status(ofBytes: place.rawName), status.isRegular
            else {
                unfinished[place] = nil
                continue
            }
            let wait = status.notQuietFor(quiet)
            if wait <= 0, status.size > 0, Self.isLinked(status, arrival, in: folder) {
                unfinished[place] = nil
                arrivals.append(arrival)
            } else {
                unfinished[place] = now + max(wait, quiet)
            }
        }
        return arrivals
    }

    private static func isLinked(_ status: FileStatus, _ arrival: Arrival, in folder: Folder) -> Bool {
        guard arrival.refusal == nil else { return false }
        // Another program's lease, or no permission: then the times have to do.
        let file = try? folder.fileIfThere(arrival.name, O_RDONLY)
        switch file.map({ moongate_has_writer($0.descriptor) }) ?? -1 {
        case 0: return true
        case 1: return false
        default: return status.wasWrittenBeforeItsNameCame
        }
    }
}

extension FileStatus {
    /// A write sets both times, a link only the second.
    var wasWrittenBeforeItsNameCame: Bool { modified < changed }
}
