/// A pattern as a tree, as far as Moongate needs to understand it: to fold it, to find what every match must contain,
/// and to widen it for Vectorscan. What PCRE2 knows beyond that is `other`. Places are indices of the pattern's Unicode scalars.
indirect enum PatternNode {
    /// A literal character, in any notation (`a`, `\*`, `\x{61}`).
    case literal(Unicode.Scalar, Range<Int>)
    /// `[...]`
    case set(PatternSet, Range<Int>)
    /// One character of a kind: `.`, `\d`, `\p{Han}`.
    case kind(Range<Int>)
    /// One after the other.
    case sequence([PatternNode])
    /// `a|b`
    case alternation([PatternNode])
    /// `(...)` of any kind that must match for the pattern to match.
    case group(PatternNode)
    /// A look-ahead or look-behind: takes no characters.
    case look(PatternNode)
    /// The branches of a condition: nothing that they hold must be in a match.
    case optional(PatternNode)
    /// With `*`, `+`, `?`, `{...}` behind it; without a maximum if there is none.
    case repeated(PatternNode, minimum: Int, maximum: Int?)
    /// A place, no character: `^`, `\b`, `\K`.
    case place
    /// What a group took, once more: `\1`.
    case backreference
    /// `(?i)`: the letters.
    case settings(String)
    /// Anything else: `(?R)`, `\X`, `(*ACCEPT)`.
    case other
}

/// A part of a sequence: characters side by side, which folding looks at together, or anything else.
enum SequencePiece {
    typealias Literal = (scalar: Unicode.Scalar, place: Range<Int>)

    case literals([Literal])
    case node(PatternNode)

    static func pieces(of nodes: [PatternNode]) -> [SequencePiece] {
        var pieces: [SequencePiece] = []
        var literals: [Literal] = []
        func end() {
            if !literals.isEmpty { pieces.append(.literals(literals)) }
            literals = []
        }
        for node in nodes {
            if case .literal(let scalar, let place) = node {
                literals.append((scalar, place))
            } else {
                end()
                pieces.append(.node(node))
            }
        }
        end()
        return pieces
    }
}

/// `[...]`
struct PatternSet {
    let isNegated: Bool
    var items: [Item]

    enum Item {
        case single(Unicode.Scalar, Range<Int>)
        case range(Unicode.Scalar, Unicode.Scalar, Range<Int>)
        /// `\d`, `\p{Han}`, `[:alpha:]`: as written.
        case kind(Range<Int>)
    }
}
