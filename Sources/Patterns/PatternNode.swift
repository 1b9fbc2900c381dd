/// A pattern as a tree, as far as Moongate needs to understand it: to fold it, and to tell what every match must
/// contain. What PCRE2 knows beyond that is `other`. Places are indices of the pattern's Unicode scalars.
indirect enum PatternNode {
    /// One character that stands for itself, however it is written (`a`, `\*`, `\x{61}`).
    case literal(Unicode.Scalar, Range<Int>)
    /// `[...]`
    case set(PatternSet)
    /// One after the other.
    case sequence([PatternNode])
    /// `a|b`
    case alternation([PatternNode])
    /// `(...)` of any kind that must match for the whole to match.
    case group(PatternNode)
    /// A look-ahead or look-behind, or a branch that may be left out: nothing that it holds must be in a match.
    case optional(PatternNode)
    /// With `*`, `+`, `?`, `{...}` behind it.
    case repeated(PatternNode, minimum: Int)
    /// Anything else: `.`, `\d`, `^`, `\1`.
    case other
}

/// `[...]`
struct PatternSet {
    let isNegated: Bool
    var items: [Item]

    enum Item {
        case single(Unicode.Scalar, Range<Int>)
        case range(Unicode.Scalar, Unicode.Scalar, Range<Int>)
        /// `\d`, `\p{Han}`, `[:alpha:]`
        case other
    }
}
