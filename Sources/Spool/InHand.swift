import CLinux
import Glibc
import Moderation

/// What each worker has in hand, in memory that the child's death does not take along: `state/in-hand`, mapped by the
/// supervisor and the judging child. Two stores a post, and one for each plugin that looks at it.
/// Unchecked: the memory is only touched by atomic loads and stores, and stays mapped as long as this object lives.
public final class InHand: @unchecked Sendable {
    /// Workers there can be.
    public static let workerLimit = 64
    /// Where a worker's number is wanted, that of the work which judges filed posts again.
    public static let judgingAgain = workerLimit
    /// Posts that can be under suspicion at once.
    public static let suspectLimit = 256

    /// A post that a worker is busy with.
    public struct Item: Hashable, Sendable {
        /// From 0; `judgingAgain` for a filed post that is judged again.
        public let worker: Int
        /// The claim's number; of a filed post, that of its last verdict.
        public let sequence: UInt64
        /// How long it has had it.
        public let milliseconds: Int
        /// The plugin that was at work, by its place among the installed ones; nil where none was.
        public let plugin: Int?
    }

    // In words of 8 bytes: a head of 8; three (number, since, plugin) for each worker and for what judges again; a pair
    // (number, kills) for each suspect; for each worker and the teacher the plugin that is being told of a post; a pair
    // (plugin, kills) for each that was blamed; at last the start of the service and its counts.
    private static let magic: UInt64 = 0x646e_6168_6e69_676d  // "mginhand"
    private static let version: UInt64 = 5
    private static let firstSlot = 8
    private static let firstSuspect = firstSlot + 3 * (workerLimit + 1)
    private static let firstTold = firstSuspect + 2 * suspectLimit
    private static let firstBlamed = firstTold + workerLimit + 1
    private static let blamedLimit = 16
    static let firstCount = firstBlamed + 2 * blamedLimit
    static let length = (firstCount + 1 + Count.allCases.count) * 8

    private let words: UnsafeMutablePointer<UInt64>

    /// Opens or makes the file. One that is damaged or of another version is emptied in place.
    public init(_ spool: SpoolFolder) throws(SpoolProblem) {
        let file = try spool.state.file("in-hand", O_RDWR | O_CREAT, mode: 0o600)
        let isWhole = Int(lseek(file.descriptor, 0, SEEK_END)) == Self.length
        if !isWhole {
            try file.truncate(to: 0)
            // Blocks now: a full disk must be an error here and not a signal at the first store.
            try file.write([UInt8](repeating: 0, count: Self.length), at: 0)
        }
        guard let address = moongate_map_shared(file.descriptor, Self.length) else {
            throw SpoolProblem("map", file.path, errno: errno)
        }
        words = address.bindMemory(to: UInt64.self, capacity: Self.length / 8)
        guard self[0] == Self.magic, self[1] == Self.version else {
            for word in 2..<Self.length / 8 { self[word] = 0 }
            self[1] = Self.version
            self[0] = Self.magic
            return
        }
    }

    deinit { moongate_unmap(words, Self.length) }

    subscript(word: Int) -> UInt64 {
        get { moongate_atomic_load(words + word) }
        set { moongate_atomic_store(words + word, newValue) }
    }

    private static var now: UInt64 { UInt64(max(0, moongate_monotonic_nanoseconds() / 1_000_000)) }

    private static func slot(_ worker: Int) -> Int? {
        (0...judgingAgain).contains(worker) ? firstSlot + 3 * worker : nil
    }

    // MARK: The child's half

    /// A worker takes a post in hand. Numbers beyond `judgingAgain` are not seen.
    public func begin(_ worker: Int, _ sequence: UInt64) {
        guard let slot = Self.slot(worker) else { return }
        self[slot + 1] = Self.now
        self[slot + 2] = 0
        self[slot] = sequence
    }

    /// A plugin begins to look at what the worker has in hand; nil where none does any more.
    public func enter(_ worker: Int, plugin: Int?) {
        if let slot = Self.slot(worker) { self[slot + 2] = plugin.map { UInt64($0) + 1 } ?? 0 }
    }

    /// It is done with it.
    public func end(_ worker: Int) {
        if let slot = Self.slot(worker) { self[slot] = 0 }
    }

    /// A worker, or `workerLimit` for the teacher, tells a plugin of a post (`observe`, `learn`): what kills the process now
    /// is the plugin's fault.
    public func beginTelling(_ worker: Int, _ plugin: UInt64) {
        if (0...Self.workerLimit).contains(worker) { self[Self.firstTold + worker] = plugin }
    }

    /// It is done.
    public func endTelling(_ worker: Int) { beginTelling(worker, 0) }

    /// What a plugin goes by here.
    public static func key(ofPlugin name: String) -> UInt64 {
        var hash = FNV1a()
        hash.add(name.utf8)
        return hash.value
    }

    /// How often the process died of telling it.
    public func kills(ofPlugin plugin: UInt64) -> Int {
        blamedSlots.first { self[$0] == plugin }.map { Int(clamping: self[$0 + 1]) } ?? 0
    }

    private var blamedSlots: [Int] { (0..<Self.blamedLimit).map { Self.firstBlamed + 2 * $0 } }

    /// The child lives: its intake goes round.
    public func beat() { self[2] = Self.now }

    // MARK: The supervisor's half

    /// Milliseconds since the last beat; nil where there was none.
    public var sinceBeat: Int? {
        let beat = self[2]
        return beat == 0 ? nil : Self.since(beat)
    }

    /// What is in hand now.
    public var items: [Item] {
        (0...Self.judgingAgain).compactMap { worker in
            let slot = Self.firstSlot + 3 * worker
            let sequence = self[slot]
            guard sequence != 0 else { return nil }
            let plugin = self[slot + 2]
            return Item(
                worker: worker, sequence: sequence, milliseconds: Self.since(self[slot + 1]),
                plugin: plugin == 0 ? nil : Int(clamping: plugin - 1))
        }
    }

    private static func since(_ time: UInt64) -> Int {
        Int(clamping: now.subtractingReportingOverflow(min(now, time)).partialValue)
    }

    /// The child died: each post in hand gets a kill to its name, and no worker has anything in hand. Returns what was.
    @discardableResult public func noteDeath() -> [Item] {
        let items = items
        for item in items { addKill(item.sequence) }
        for worker in 0...Self.workerLimit {
            let told = self[Self.firstTold + worker]
            if told != 0 { blame(told) }
        }
        clear()
        return items
    }

    /// Forgets what is in hand and the beat, and blames nobody: at the supervisor's own start, and after a child that
    /// ended well.
    public func clear() {
        for worker in 0...Self.judgingAgain { end(worker) }
        for worker in 0...Self.workerLimit { endTelling(worker) }
        self[2] = 0
    }

    private func blame(_ plugin: UInt64) {
        let slots = blamedSlots
        guard let slot = slots.first(where: { self[$0] == plugin }) ?? slots.first(where: { self[$0] == 0 }) else {
            return
        }
        self[slot + 1] = self[slot] == plugin ? self[slot + 1] &+ 1 : 1
        self[slot] = plugin
    }

    /// Every plugin gets another chance: at the supervisor's own start.
    public func forgivePlugins() { for slot in blamedSlots { self[slot] = 0 } }

    private var suspectSlots: [Int] { (0..<Self.suspectLimit).map { Self.firstSuspect + 2 * $0 } }

    private func addKill(_ sequence: UInt64) {
        let slots = suspectSlots
        // Where all places are taken, the one with the fewest kills is given up.
        guard
            let slot = slots.first(where: { self[$0] == sequence }) ?? slots.first(where: { self[$0] == 0 })
                ?? slots.min(by: { self[$0 + 1] < self[$1 + 1] })
        else { return }
        self[slot + 1] = self[slot] == sequence ? self[slot + 1] &+ 1 : 1
        self[slot] = sequence
    }

    /// Posts that were in hand when a child died, with how often.
    public var suspects: [UInt64: Int] {
        var suspects: [UInt64: Int] = [:]
        for slot in suspectSlots where self[slot] != 0 { suspects[self[slot]] = Int(clamping: self[slot + 1]) }
        return suspects
    }

    /// A suspect is filed.
    public func forget(_ sequence: UInt64) {
        for slot in suspectSlots where self[slot] == sequence { self[slot] = 0 }
    }
}
