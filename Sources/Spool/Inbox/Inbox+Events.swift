import CLinux
public import Files
import Glibc

extension Inbox {
    /// The files that events tell of, without waiting; none where there are no events. One call reads some thousand
    /// events at most.
    public func events() throws(SpoolProblem) -> [Arrival] {
        try checkStillThere()
        var arrivals: [Arrival] = []
        let got = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, initialized in
            initialized = max(0, retrying { Glibc.read(descriptor, buffer.baseAddress, buffer.count) })
        }
        var at = 0
        // struct inotify_event: int wd; uint32_t mask, cookie, len; char name[len].
        while at + 16 <= got.count {
            let (watch, mask, length) = got.withUnsafeBytes { bytes in
                (
                    bytes.loadUnaligned(fromByteOffset: at, as: Int32.self),
                    bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self),
                    Int(bytes.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self))
                )
            }
            let name = Array(got[at + 16..<min(got.count, at + 16 + length)].prefix { $0 != 0 })
            do throws(SpoolProblem) {
                if let arrival = try arrival(Event(watch: watch, mask: mask, name: name)) { arrivals.append(arrival) }
            } catch {
                // A channel that was closed to Moongate is its owner's trouble; for anything else, what the other events
                // told is lost.
                if error.kind == .forbidden {
                    warn(error.description)
                } else {
                    askForScan()
                    throw error
                }
            }
            at += 16 + length
        }
        return arrivals + linked()
    }

    private var awayProblem: SpoolProblem {
        SpoolProblem(.missing, "\(spool.inbox.path) was moved or deleted (put it back, or restart Moongate)")
    }

    /// The one event must not be forgotten by the next look: the trouble lasts until the folder is back.
    private func checkStillThere() throws(SpoolProblem) {
        // A deleted folder that is held open gives no event.
        if !isAway, try spool.inbox.status().links == 0 { isAway = true }
        guard isAway else { return }
        guard let there = try spool.root.status(of: "inbox"), try spool.inbox.status().node == there.node else {
            throw awayProblem
        }
        isAway = false
        rootWatch = try watch(spool.inbox)
        askForScan()
    }

    private struct Event {
        let watch: Int32
        let mask: UInt32
        let name: [UInt8]

        func has(_ flag: Int) -> Bool { mask & UInt32(flag) != 0 }
    }

    private func arrival(_ event: Event) throws(SpoolProblem) -> Arrival? {
        if event.has(moongate_in_overflow) {
            unfinished = [:]
            askForScan()
            return nil
        }
        let channel = byWatch[event.watch]
        guard channel != nil || event.watch == rootWatch else { return nil }
        if event.has(moongate_in_ignored) || event.has(moongate_in_unmount) || event.has(moongate_in_delete_self)
            || event.has(moongate_in_move_self)
        {
            guard let channel else {
                isAway = true
                throw awayProblem
            }
            try checkChannel(channel)
            return nil
        }
        guard !event.name.isEmpty else { return nil }
        if event.has(moongate_in_isdir) {
            try folderCame(event.name, in: channel)
            return nil
        }
        if event.has(moongate_in_create) { return try created(event.name, in: channel) }
        unfinished.removeValue(forKey: InboxPlace(channel: channel, rawName: event.name))
        guard !leftOut.isClosed(channel) else { return nil }
        return Arrival(channel: channel, rawName: event.name)
    }

    private func folderCame(_ name: [UInt8], in channel: String?) throws(SpoolProblem) {
        if let channel {
            warnOfNested(name, in: channel)
        } else if let new = try watchChannel(name) {
            // What came into it before the watch is found by a scan of it alone.
            if scan == nil { scan = Scan(channels: [new]) } else { scan?.channels.append(new) }
        }
    }

    /// A file that was made in place is taken when its writer closes it; symbolic links, pipes and the like are complete at
    /// once. A file that was linked here gives the same event as one that is being made (`linked`).
    private func created(_ name: [UInt8], in channel: String?) throws(SpoolProblem) -> Arrival? {
        guard let arrival = Arrival(channel: channel, rawName: name),
            let status = try spool.inbox(of: channel)?.status(ofBytes: name)
        else { return nil }
        guard status.isRegular else { return arrival }
        if status.links > 1 {
            askForScan()
        } else if unfinished.count < Self.unfinishedLimit {
            unfinished[arrival.place] = 0
        }
        return nil
    }

    func warnOfNested(_ name: [UInt8], in channel: String) {
        let shown =
            switch PostName(name) {
            case .fine(let name), .refused(let name, _): name
            case .inTheMaking: ".tmp"
            }
        if case .inTheMaking = PostName(name) { return }
        warn("the folder inbox/\(channel)/\(shown) is ignored: a channel has no sub-folders")
    }
}
