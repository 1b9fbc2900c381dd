/// Finds out before a pattern goes live whether there are texts on which it takes too long.
public enum PatternProbe {
    /// Characters of a probe: what takes exponential or cubic time takes too long on these, and what takes quadratic time
    /// is far from it, on any machine.
    private static let length = 1000
    /// How often a text is tried before it counts: on a busy machine even the thread's own clock runs faster, and whether
    /// a folder goes live must not depend on that.
    private static let tries = 5
    /// A probe may take this many times what a check may take on a post: whether a rule is accepted must not depend on
    /// which of two machines is faster, or has other work.
    private static let margin: Int64 = 2

    /// A text of some thousand characters on which the pattern runs out of its budget, in words; nil if none of
    /// those tried does. Tried are runs of each character that the pattern itself names, and of common ones.
    public static func explosiveText(for pattern: Pattern, written source: String) -> String? {
        guard let matcher = PatternMatcher() else { return nil }
        var text: [UInt8] = []
        for unit in units(of: source) {
            let size = unit.utf8.count * (length / unit.count)
            text.removeAll(keepingCapacity: true)
            text.append(contentsOf: unit.utf8)
            while text.count < size { text.append(contentsOf: text.prefix(size - text.count)) }
            text.append(0x01)
            let isExplosive = (0..<tries).allSatisfy { _ in
                var budget = MatchBudget(times: margin)
                if case .undecided = matcher.firstMatch(of: pattern, in: text, budget: &budget) { return true }
                return false
            }
            if isExplosive {
                return "'\(String(repeating: unit, count: 4))...' (\(length) characters)"
            }
        }
        return nil
    }

    private static func units(of source: String) -> [String] {
        var scalars: [Unicode.Scalar] = ["a", " ", "0", "赌", "-"]
        if let tree = try? PatternParser.parse(Array(source.unicodeScalars)) { collect(tree, into: &scalars) }
        var seen = Set<Unicode.Scalar>()
        let single = scalars.filter { seen.insert($0).inserted }.prefix(16).map { String($0) }
        let pairs = zip(single, single.dropFirst()).prefix(12).map { $0 + $1 }
        return single + pairs
    }

    private static func collect(_ node: PatternNode, into scalars: inout [Unicode.Scalar]) {
        switch node {
        case .literal(let scalar, _): scalars.append(scalar)
        case .set(let set, _):
            for case .single(let scalar, _) in set.items.prefix(2) { scalars.append(scalar) }
            for case .range(let low, _, _) in set.items.prefix(2) { scalars.append(low) }
        case .sequence(let nodes), .alternation(let nodes): for inner in nodes { collect(inner, into: &scalars) }
        case .group(let inner), .optional(let inner), .look(let inner), .repeated(let inner, _, _):
            collect(inner, into: &scalars)
        case .kind, .place, .backreference, .settings, .other: break
        }
    }
}
