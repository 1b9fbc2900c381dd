public import Files
import Glibc

extension Inbox {
    /// Where a scan stands.
    struct Scan {
        var listing: FolderListing?
        /// The channel being listed; nil for the inbox itself.
        var channel: String?
        var folder: Folder?
        /// Still to be listed.
        var channels: [String]
        /// In nanoseconds.
        var youngestWait: Int64?
        /// Unfinished files that were not met yet.
        var unmet: Set<InboxPlace> = []

        /// Of the whole inbox.
        init(inbox: Folder, unfinished: Set<InboxPlace>) throws(SpoolProblem) {
            folder = inbox
            unmet = unfinished
            listing = try FolderListing(of: inbox)
            channels = []
        }

        /// Of these channels alone.
        init(channels: [String]) { self.channels = channels }
    }

    /// The next step of a scan, which begins where none is under way: up to `limit` complete files. However many files
    /// there are, memory stays the same.
    public func scan(upTo limit: Int) throws(SpoolProblem) -> ScanStep {
        do throws(SpoolProblem) {
            return try step(upTo: limit)
        } catch {
            scan = nil
            askForScan()
            throw error
        }
    }

    private func step(upTo limit: Int) throws(SpoolProblem) -> ScanStep {
        var step = ScanStep()
        if scan == nil {
            scanAsked = false
            scan = try Scan(inbox: spool.inbox, unfinished: Set(unfinished.keys))
        }
        var looked = 0
        while step.arrivals.count < limit, looked < Self.stepLimit {
            looked += 1
            guard let entry = try scan?.listing?.next() else {
                if try nextChannel() { continue }
                step.isComplete = true
                for place in scan?.unmet ?? [] { unfinished[place] = nil }
                step.again = scan?.youngestWait.map { .nanoseconds($0) }
                scan = nil
                break
            }
            if let arrival = try look(at: entry) { step.arrivals.append(arrival) }
        }
        return step
    }

    /// Goes on with the next channel; false at the end.
    private func nextChannel() throws(SpoolProblem) -> Bool {
        scan?.listing = nil
        while let channel = scan?.channels.popLast() {
            guard let name = try watchChannel(Array(channel.utf8)), let folder = try spool.inbox.folderIfThere(name)
            else {
                forgetChannel(channel)
                continue
            }
            // Watched all the same, but its posts would fail again.
            if leftOut.isClosed(channel) { continue }
            scan?.channel = channel
            scan?.folder = folder
            scan?.listing = try FolderListing(of: folder)
            return true
        }
        return false
    }

    private func look(at entry: FolderListing.Entry) throws(SpoolProblem) -> Arrival? {
        if entry.kind == .folder {
            try found(folder: entry.name)
            return nil
        }
        if leftOut.isClosed(scan?.channel) { return nil }
        guard let arrival = Arrival(channel: scan?.channel, rawName: entry.name),
            let status = try scan?.folder?.status(ofBytes: entry.name)
        else { return nil }
        if status.isFolder {
            try found(folder: entry.name)
            return nil
        }
        var isUnfinished = false
        if !unfinished.isEmpty || scan?.unmet.isEmpty == false {
            scan?.unmet.remove(arrival.place)
            isUnfinished = status.isRegular && unfinished[arrival.place] != nil
        }
        let wait = status.notQuietFor(isUnfinished ? slowQuiet : quiet)
        if wait <= 0 {
            if !unfinished.isEmpty { unfinished[arrival.place] = nil }
            return arrival
        }
        let youngest = scan?.youngestWait ?? .max
        scan?.youngestWait = min(youngest, wait)
        return nil
    }

    private func found(folder name: [UInt8]) throws(SpoolProblem) {
        if let channel = scan?.channel {
            warnOfNested(name, in: channel)
        } else if let channel = try watchChannel(name) {
            scan?.channels.append(channel)
        }
    }
}
