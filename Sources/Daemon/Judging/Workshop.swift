internal import CLinux
internal import Logging
internal import Moderation
internal import Spool
internal import Synchronization

/// What all workers share.
final class Workshop: Sendable {
    let options: DaemonOptions
    let arrivals: Arrivals
    let claim: Claim
    let delivery: Delivery
    let channels: ChannelBackOff
    let late: LateFiling
    let inHand: InHand
    let rules: RulesInForce
    let memories: PluginMemories
    let outages: Outages
    let tally: Tally
    let unread: UnreadFields
    let troubles: Troubles
    let archivist: Archivist
    let reloader: RuleReloader
    let notify: @Sendable (FiledNotice) -> Void
    let costs = LiveCosts()
    /// How many files the process may have open.
    let openFileLimit = Int(moongate_raise_file_limit())
    /// Set once: workers leave what cannot be written to the next start.
    let isStopping = Atomic<Bool>(false)
    /// Set by a worker that had to leave a file in the inbox: only a scan finds it again.
    let wantsScan = Atomic<Bool>(false)

    init(
        options: DaemonOptions, arrivals: Arrivals, claim: Claim, delivery: Delivery, channels: ChannelBackOff,
        inHand: InHand, rules: RulesInForce, memories: PluginMemories, outages: Outages, tally: Tally,
        unread: UnreadFields, troubles: Troubles,
        archivist: Archivist, reloader: RuleReloader, notify: @escaping @Sendable (FiledNotice) -> Void
    ) {
        self.options = options
        self.arrivals = arrivals
        self.claim = claim
        self.delivery = delivery
        self.channels = channels
        self.inHand = inHand
        self.rules = rules
        self.memories = memories
        self.outages = outages
        self.tally = tally
        self.unread = unread
        self.troubles = troubles
        self.archivist = archivist
        self.reloader = reloader
        self.notify = notify
        late = LateFiling(delivery, channels: channels, troubles: troubles) { post, notice in
            guard let notice else { return }
            let second = Int64(Instant.fromSystemClock().seconds)
            if let verdict = notice.verdict { tally.count(verdict, at: second) } else { tally.countFailed(at: second) }
            notify(
                FiledNotice(
                    name: notice.name, channel: notice.channel, verdict: notice.verdict, failure: notice.failure,
                    path: post.path))
        }
    }
}
