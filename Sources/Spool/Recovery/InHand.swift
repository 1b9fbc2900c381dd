import CLinux
public import Files
import Glibc
import Moderation

/// What each worker has in hand, in memory that the child's death does not take along: an anonymous mapping that the
/// supervisor makes and hands down. No disk is behind it, so a full one cannot take it away. What has to outlive the
/// supervisor it writes to `state/in-hand` (`InHandRecord`). Two stores a post, and one for each plugin that looks at it.
///
/// Slots are written by one side each, without locks: those of workers by the judging child, suspects and counts of deaths
/// by the supervisor, but that the child forgets a suspect, while no other process of the spool is dying.
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

    // In words of 8 bytes: a head of 8, of which the third is the beat; three (number, since, plugin) for each
    // worker and for what judges again; a pair (number, kills) for each suspect; for each worker and the teacher
    // the plugin that is observing a post; a pair (plugin, kills) for each that was blamed; at last the start of
    // the service and its counts.
    private static let firstSlot = 8
    private static let firstSuspect = firstSlot + 3 * (workerLimit + 1)
    private static let firstTold = firstSuspect + 2 * suspectLimit
    private static let firstBlamed = firstTold + workerLimit + 1
    private static let blamedLimit = 16
    static let firstCount = firstBlamed + 2 * blamedLimit
    static let length = (firstCount + 1 + Count.allCases.count) * 8

    private let words: UnsafeMutablePointer<UInt64>
    private let memory: OpenFile

    /// To hand down to the child.
    public var descriptor: Int32 { memory.descriptor }

    /// New memory, all zero.
    public convenience init() throws(SpoolProblem) {
        let descriptor = moongate_shared_memory(Self.length)
        if descriptor < 0 { throw SpoolProblem("make", "shared memory", errno: errno) }
        try self.init(inherited: descriptor)
    }

    /// The memory that another process, or another object of this one, made; owns the descriptor.
    public init(inherited descriptor: Int32) throws(SpoolProblem) {
        memory = OpenFile(owning: descriptor, path: "shared memory")
        // Of another length it is none, and reading behind its end would kill the process.
        guard lseek(descriptor, 0, SEEK_END) == off_t(Self.length) else {
            throw SpoolProblem(.damaged, "the shared memory of the supervisor is missing")
        }
        guard let address = moongate_map_shared(descriptor, Self.length) else {
            throw SpoolProblem("map", memory.path, errno: errno)
        }
        words = address.bindMemory(to: UInt64.self, capacity: Self.length / 8)
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
        for item in items { addKills(item.sequence) }
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

    func addKills(_ sequence: UInt64, _ kills: Int = 1) {
        let slots = suspectSlots
        // Where all places are taken, the one with the fewest kills is given up.
        guard
            let slot = slots.first(where: { self[$0] == sequence }) ?? slots.first(where: { self[$0] == 0 })
                ?? slots.min(by: { self[$0 + 1] < self[$1 + 1] })
        else { return }
        self[slot + 1] = (self[slot] == sequence ? self[slot + 1] : 0) &+ UInt64(max(0, kills))
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
