/// When a rule folder that changed may be read. Instants are seconds of the monotonic clock.
struct EditWait {
    private var changedAt: Double?
    private var isByLook = false

    /// Seconds after the last change if every file was closed or renamed into place. Editors and `git` write one file a few
    /// milliseconds after another.
    static let quiet = 0.2
    /// If events were lost, so that nobody knows whether a file is still being written.
    static let uncertainQuiet = 1.0
    /// If a file was begun and not closed: half a file may be valid, and must not go live.
    static let writingLimit = 60.0
    /// If only a look showed the change, and not an event: until the next look shows no other one.
    static let lookQuiet = RulesWatch.lookInterval + 0.5

    var isWaiting: Bool { changedAt != nil }

    mutating func note(at now: Double) { (changedAt, isByLook) = (now, false) }

    mutating func noteLook(at now: Double) {
        if changedAt == nil || isByLook { (changedAt, isByLook) = (now, true) }
    }

    /// What changed is read now.
    mutating func end() { changedAt = nil }

    /// Nil if nothing changed.
    func due(_ writing: RulesWatch.Writing) -> Double? {
        changedAt.map { changedAt in
            switch writing {
            case .files: changedAt + Self.writingLimit
            case .unknown: changedAt + Self.uncertainQuiet
            case .none: changedAt + (isByLook ? Self.lookQuiet : Self.quiet)
            }
        }
    }
}
