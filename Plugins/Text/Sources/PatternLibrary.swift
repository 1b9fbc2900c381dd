internal import Glibc
internal import Moderation
internal import Patterns
internal import Synchronization

/// Filters compiled for earlier rulesets, in memory and on disk, and the thread that compiles what is missing, in a
/// child process. The text plugin's cache.
///
/// A ruleset that differs little from an earlier one keeps that one's filter, its base, and gets a small one next to it
/// for what is new; where too much is new or gone, a whole one is compiled and takes the place of both.
final class PatternLibrary: PluginCache {
    private let cache: CacheFolder
    private let state: Mutex<State>

    private struct State {
        /// Behind each form, newest first, at most two: a base and what was added to it.
        var kept: [TextForm: [PatternFilter.Kept]] = [:]
        /// The patterns of the ruleset in force.
        var patterns: [PreparedPattern.Source: PreparedPattern] = [:]
        /// The words of an earlier ruleset, in one set.
        var words: WordBase?
        /// The ruleset that is waited for.
        weak var wanted: FilterSlot?
        var isWorking = false
    }

    /// Fewer new patterns than these always make a small filter of their own.
    static let smallCount = 64
    /// Files of filters that stay.
    private static let fileLimit = 6

    init(_ cache: CacheFolder) {
        self.cache = cache
        state = Mutex(State())
    }

    /// What a ruleset leaves for its successors.
    struct Kept: Sendable {
        var patterns: [PreparedPattern.Source: PreparedPattern] = [:]
        /// A whole new set of words; nil where the one that is there was used.
        var words: NewWords?
    }

    struct NewWords: Sendable {
        let words: [[UInt8]]
        let set: LiteralSet
    }

    /// The patterns of the ruleset in force, for its successor.
    var patterns: [PreparedPattern.Source: PreparedPattern] { state.withLock { $0.patterns } }

    /// A ruleset goes in force: its successor takes over what stays.
    func keep(_ kept: Kept) {
        let base = kept.words.map { WordBase($0.words, $0.set) }
        state.withLock { state in
            state.patterns = kept.patterns
            if let base { state.words = base }
        }
        if let words = kept.words { words.set.write(words.words, to: cache.path + "/" + Self.wordsFile) }
    }

    // MARK: Words

    /// What looks for these words: a set that is there, with a small one for what is new next to it, or a whole new one,
    /// which is to be kept if it is large.
    func words(_ words: [[UInt8]]) throws(LiteralProblem) -> (layers: WordLayers, new: NewWords?) {
        let path = cache.path + "/" + Self.wordsFile
        let base = state.withLock { state in
            if state.words == nil {
                state.words = LiteralSet.read(path: path).map { WordBase($0.literals, $0.set) }
            }
            return state.words
        }
        if let base, let layers = try WordLayers(words, beside: base) { return (layers, nil) }
        let layers = try WordLayers(words)
        guard words.count > WordBase.smallCount, let set = layers.layers.first?.set else { return (layers, nil) }
        return (layers, NewWords(words: words, set: set))
    }

    private static let wordsFile = "words"

    // MARK: Filters

    /// Puts in force what there is, at once, and has the rest compiled.
    func provide(_ slot: FilterSlot) {
        guard !slot.plans.isEmpty else { return }
        state.withLock { state in
            for (form, plan) in slot.plans where state.kept[form] == nil {
                state.kept[form] = Self.best(Self.files(in: cache.path), for: plan)
            }
            fill(slot, state.kept)
            state.wanted = slot
            guard !state.isWorking else { return }
            state.isWorking = true
            if !startThread() { state.isWorking = false }
        }
    }

    private func fill(_ slot: FilterSlot, _ kept: [TextForm: [PatternFilter.Kept]]) {
        slot.fill(kept.flatMap { form, filters in filters.map { (form, $0) } })
    }

    // MARK: Disk

    private static func files(in folder: String) -> [String] {
        guard let listing = opendir(folder) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing), names.count < 100 {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix("patterns-") { names.append(folder + "/" + name) }
        }
        return names
    }

    /// The file that has most of what is wanted, and the one that has most of what it lacks.
    private static func best(_ paths: [String], for plan: FilterPlan) -> [PatternFilter.Kept] {
        var all = paths.compactMap { PatternFilter.read(path: $0) }
        var missing = Set(plan.expressions)
        var chosen: [PatternFilter.Kept] = []
        while chosen.count < 2, !missing.isEmpty {
            let counts = all.map { kept in kept.expressions.count { missing.contains($0) } }
            guard let most = counts.indices.max(by: { counts[$0] < counts[$1] }), counts[most] > 0 else { break }
            missing.subtract(all[most].expressions)
            chosen.append(all.remove(at: most))
        }
        return chosen
    }

    private func tidy() {
        let aged = Self.files(in: cache.path).map { path -> (path: String, age: Int) in
            var status = stat()
            return (path, stat(path, &status) == 0 ? status.st_mtim.tv_sec : 0)
        }
        for file in aged.sorted(by: { $0.age > $1.age }).dropFirst(Self.fileLimit) { unlink(file.path) }
    }

    // MARK: Compiling

    private func startThread() -> Bool {
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<PatternLibrary>.fromOpaque(context).takeRetainedValue().work()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard result == 0 else {
            Unmanaged.passUnretained(self).release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private struct Job {
        let slot: FilterSlot
        let form: TextForm
        let expressions: [String]
        /// Beside this one; nil where it takes the place of all.
        let base: PatternFilter.Kept?
    }

    private func work() {
        var failed: Set<String> = []
        while let job = next(without: failed) {
            let name = PatternFilter.fileName(job.expressions)
            let path = cache.path + "/" + name
            do throws(LiteralProblem) {
                var made = PatternFilter.read(path: path)
                if made?.expressions != job.expressions {
                    try FilterCompilation.compile(job.expressions, into: path, program: cache.program)
                    made = PatternFilter.read(path: path)
                }
                guard let made, made.expressions == job.expressions else {
                    throw LiteralProblem("what was compiled cannot be read back")
                }
                let kept = state.withLock { state in
                    state.kept[job.form] = [job.base, made].compactMap { $0 }
                    return state.kept
                }
                fill(job.slot, kept)
                tidy()
                cache.log("\(job.expressions.count) patterns are compiled; posts are judged faster now")
            } catch {
                failed.insert(name)
                cache.log("patterns could not be compiled in one; they are asked one by one: \(error)")
            }
        }
    }

    /// What is to be compiled; nil, and the thread ends, where there is nothing.
    private func next(without failed: Set<String>) -> Job? {
        state.withLock { state in
            if let slot = state.wanted {
                for (form, plan) in slot.plans {
                    guard let job = Self.job(slot, form, plan, state.kept[form] ?? []),
                        !failed.contains(PatternFilter.fileName(job.expressions))
                    else { continue }
                    return job
                }
            }
            state.isWorking = false
            return nil
        }
    }

    private static func job(
        _ slot: FilterSlot, _ form: TextForm, _ plan: FilterPlan, _ kept: [PatternFilter.Kept]
    ) -> Job? {
        let known = Set(kept.flatMap(\.expressions))
        guard plan.expressions.contains(where: { !known.contains($0) }) else { return nil }
        if let base = kept.max(by: { $0.expressions.count < $1.expressions.count }) {
            let inBase = Set(base.expressions)
            let new = plan.expressions.filter { !inBase.contains($0) }
            let used = base.expressions.count { plan.patterns[$0] != nil }
            if new.count <= max(smallCount, base.expressions.count / 4), used * 2 > base.expressions.count {
                return Job(slot: slot, form: form, expressions: new, base: base)
            }
        }
        return Job(slot: slot, form: form, expressions: plan.expressions, base: nil)
    }
}
