internal import Moderation
internal import Patterns
internal import Synchronization

/// What filters are wanted for one form of text: widened patterns, each once, and whose they are.
struct FilterPlan: Sendable {
    private(set) var expressions: [String] = []
    /// By expression: patterns.
    private(set) var patterns: [String: [Int32]] = [:]

    mutating func add(_ expression: String, _ pattern: Int) {
        if patterns[expression] == nil { expressions.append(expression) }
        patterns[expression, default: []].append(Int32(pattern))
    }
}

/// The filters of a ruleset. They come after it, when they are compiled, and more may follow; each worker looks for a
/// new version before each post. Without them every answer is the same, only slower.
final class FilterSlot: Sendable {
    let plans: [TextForm: FilterPlan]
    private let patterns: [(gate: TextPattern.Gate, rule: Int)]
    private let generation = Atomic<Int>(1)
    private let table: Mutex<FilterTable>

    init(patterns: [TextPattern], plans: [TextForm: FilterPlan]) {
        self.plans = plans
        self.patterns = patterns.map { ($0.gate, $0.rule) }
        table = Mutex(FilterTable(patterns: self.patterns, layers: []))
    }

    var version: Int { generation.load(ordering: .acquiring) }
    var current: FilterTable { table.withLock { $0 } }

    /// Puts filters in force: those of each form, with what each looks for.
    func fill(_ filters: [(form: TextForm, kept: PatternFilter.Kept)]) {
        var layers: [FilterTable.Layer] = []
        var filled: [TextForm: Set<String>] = [:]
        for (form, kept) in filters {
            guard let plan = plans[form] else { continue }
            let refused = Set(kept.filter.refused)
            var byNumber = [[Int32]](repeating: [], count: kept.expressions.count)
            for (number, expression) in kept.expressions.enumerated() where !refused.contains(number) {
                guard let patterns = plan.patterns[expression],
                    filled[form, default: []].insert(expression).inserted
                else { continue }
                byNumber[number] = patterns
            }
            if byNumber.contains(where: { !$0.isEmpty }) {
                layers.append(.init(form: form, filter: kept.filter, patterns: byNumber))
            }
        }
        let fresh = FilterTable(patterns: patterns, layers: layers)
        table.withLock { $0 = fresh }
        generation.add(1, ordering: .releasing)
    }
}

/// Filters in force, and what they leave open.
struct FilterTable: Sendable {
    struct Layer: Sendable {
        let form: TextForm
        let filter: PatternFilter
        /// By number in the filter: the patterns that may match where it is reported.
        let patterns: [[Int32]]
    }

    let layers: [Layer]
    /// By pattern: whether nothing rules it out, so that it is run on every post.
    let isAlwaysRun: [Bool]
    /// Rules with such a pattern.
    let rulesAlwaysAsked: [Int]
    /// Whether a pattern's common literals are all that rules it out.
    let needsCommonLiterals: Bool

    init(patterns: [(gate: TextPattern.Gate, rule: Int)], layers: [Layer]) {
        var isFiltered = [Bool](repeating: false, count: patterns.count)
        for layer in layers {
            for places in layer.patterns { for place in places { isFiltered[Int(place)] = true } }
        }
        self.layers = layers
        let isAlwaysRun = patterns.indices.map { patterns[$0].gate == .none && !isFiltered[$0] }
        self.isAlwaysRun = isAlwaysRun
        rulesAlwaysAsked = Set(patterns.indices.filter { isAlwaysRun[$0] }.map { patterns[$0].rule }).sorted()
        needsCommonLiterals = patterns.indices.contains { patterns[$0].gate == .common && !isFiltered[$0] }
    }
}
