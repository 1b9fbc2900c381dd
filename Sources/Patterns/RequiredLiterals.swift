/// What every match of a pattern must contain one of: found by walking its tree, the rarest such set is taken.
enum RequiredLiterals {
    /// Literals in a set at most.
    private static let countLimit = 64
    /// Below this a literal is in most posts anyway.
    private static let weightLimit = 2.0

    static func find(in node: PatternNode, fold: FoldedPattern.Fold) -> [[UInt8]]? {
        guard let best = best(in: node, fold), weight(best) >= weightLimit else { return nil }
        return Array(Set(best)).sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Literals this rare are in so few posts that they are as good a filter as the pattern itself, and far quicker to
    /// compile: two Chinese characters, or five letters.
    static func areRare(_ literals: [[UInt8]]) -> Bool { weight(literals) >= 4.5 }

    private typealias Literals = [[UInt8]]

    /// How rare the commonest of them is: about 1 a letter, more for scripts of many characters.
    private static func weight(_ literals: [[UInt8]]) -> Double {
        let least = literals.map(weight).min() ?? 0
        return least - (literals.count > 16 ? 0.5 : 0)
    }

    private static func weight(_ literal: [UInt8]) -> Double {
        literal.reduce(0) { sum, byte in
            switch byte {
            case 0x80...0xBF: sum
            case 0xC0...0xDF: sum + 1.5
            case 0xE0...0xFF: sum + 2.5
            case 0x20, 0x0A: sum + 0.2
            case 0x61...0x7A: sum + 1
            default: sum + 1.3
            }
        }
    }

    private static func better(_ a: Literals?, _ b: Literals?) -> Literals? {
        guard let a else { return b }
        guard let b else { return a }
        return weight(a) >= weight(b) ? a : b
    }

    private static func best(in node: PatternNode, _ fold: FoldedPattern.Fold) -> Literals? {
        switch node {
        case .kind, .place, .backreference, .settings, .other, .optional, .look: return nil
        case .literal, .set: return exact(node, fold)
        case .group(let inner): return better(exact(inner, fold), best(in: inner, fold))
        case .repeated(let inner, let minimum, _): return minimum > 0 ? best(in: inner, fold) : nil
        case .alternation(let branches):
            var all: Literals = []
            for branch in branches {
                guard let literals = best(in: branch, fold) else { return nil }
                all += literals
                if all.count > countLimit { return nil }
            }
            return all
        case .sequence(let nodes): return bestRun(in: nodes, fold)
        }
    }

    /// The rarest of the runs of exact pieces in a sequence, and of what its other parts require.
    private static func bestRun(in nodes: [PatternNode], _ fold: FoldedPattern.Fold) -> Literals? {
        var best: Literals?
        var run: Literals = [[]]
        func endRun() {
            if run != [[]], run.allSatisfy({ !$0.isEmpty }) { best = better(best, run) }
            run = [[]]
        }
        for part in SequencePiece.pieces(of: nodes) {
            if let piece = exact(part, fold) {
                if run.count * piece.count > countLimit { endRun() }
                run = run.flatMap { start in piece.map { start + $0 } }
                continue
            }
            endRun()
            if case .node(let node) = part { best = better(best, self.best(in: node, fold)) }
        }
        endRun()
        return best
    }

    private static func exact(_ piece: SequencePiece, _ fold: FoldedPattern.Fold) -> Literals? {
        switch piece {
        case .literals(let literals): [folded(literals.map(\.scalar), fold)]
        case .node(let node): exact(node, fold)
        }
    }

    private static func folded(_ scalars: [Unicode.Scalar], _ fold: FoldedPattern.Fold) -> [UInt8] {
        Array(String(String.UnicodeScalarView(fold(scalars))).utf8)
    }

    /// All texts that a node can match, if that is a short list.
    private static func exact(_ node: PatternNode, _ fold: FoldedPattern.Fold) -> Literals? {
        switch node {
        case .literal(let scalar, _): return [folded([scalar], fold)]
        case .set(let set, _):
            guard !set.isNegated, set.items.count <= 12 else { return nil }
            var all: Literals = []
            for item in set.items {
                guard case .single(let scalar, _) = item else { return nil }
                all.append(folded([scalar], fold))
            }
            return all
        case .group(let inner): return exact(inner, fold)
        case .alternation(let branches):
            var all: Literals = []
            for branch in branches {
                guard let literals = exact(branch, fold) else { return nil }
                all += literals
                if all.count > countLimit { return nil }
            }
            return all
        case .sequence(let nodes):
            var all: Literals = [[]]
            for part in SequencePiece.pieces(of: nodes) {
                guard let piece = exact(part, fold), all.count * piece.count <= countLimit else { return nil }
                all = all.flatMap { start in piece.map { start + $0 } }
            }
            return all
        case .kind, .place, .backreference, .settings, .repeated, .optional, .look, .other: return nil
        }
    }
}
