/// A pattern rewritten so that it finds in folded text what it was written to find: its literal characters are folded,
/// token by token, or together where that differs (a flag of two letters, a letter and its mark), and nothing else is
/// touched. (Lower-casing the whole pattern would make `\s` of `\S`.)
public struct FoldedPattern: Sendable {
    /// What PCRE2 compiles.
    public let text: String
    /// Texts of which every match contains at least one, folded; nil if that cannot be told. Looking for these
    /// first is far cheaper than the pattern.
    public let requiredLiterals: [[UInt8]]?
    /// Whether the required literals are so rare that nothing better is needed to rule the pattern out.
    public var isRuledOutByLiterals: Bool { requiredLiterals.map(RequiredLiterals.areRare) ?? false }

    /// The folded form of adjacent characters.
    public typealias Fold = @Sendable ([Unicode.Scalar]) -> [Unicode.Scalar]

    /// Folds a pattern that PCRE2 accepts.
    public init(_ pattern: String, fold: @escaping Fold) throws(PatternProblem) {
        let scalars = Array(pattern.unicodeScalars)
        var parser = PatternParser(scalars: scalars)
        let tree = try parser.parse()
        var folding = Folding(scalars: scalars, quotes: parser.quotes, fold: fold)
        try folding.visit(tree, isRepeated: false)
        text = folding.result
        if text.isEmpty, !pattern.isEmpty {
            throw PatternProblem(
                "nothing is left of the pattern when it is folded", at: 0,
                advice: "invisible characters are gone in folded text; ask for the original text: (regex, original)")
        }
        requiredLiterals = RequiredLiterals.find(in: tree, fold: fold)
    }
}

/// Collects the changes to a pattern's source.
private struct Folding {
    let scalars: [Unicode.Scalar]
    let quotes: [Range<Int>]
    let foldAll: FoldedPattern.Fold
    private var changes: [(place: Range<Int>, text: String)] = []

    init(scalars: [Unicode.Scalar], quotes: [Range<Int>], fold: @escaping FoldedPattern.Fold) {
        self.scalars = scalars
        self.quotes = quotes
        foldAll = fold
    }

    private func fold(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] { foldAll([scalar]) }

    var result: String {
        var text = ""
        var at = 0
        for change in changes.sorted(by: { $0.place.lowerBound < $1.place.lowerBound }) {
            text.unicodeScalars.append(contentsOf: scalars[at..<change.place.lowerBound])
            text += change.text
            at = change.place.upperBound
        }
        text.unicodeScalars.append(contentsOf: scalars[at...])
        return text
    }

    mutating func visit(_ node: PatternNode, isRepeated: Bool) throws(PatternProblem) {
        switch node {
        case .literal(let scalar, let place): try foldLiteral(scalar, place, isRepeated)
        case .set(let set, _): for item in set.items { try foldItem(item) }
        case .alternation(let branches): for branch in branches { try visit(branch, isRepeated: false) }
        case .sequence(let nodes):
            for piece in SequencePiece.pieces(of: nodes) {
                switch piece {
                case .node(let inner): try visit(inner, isRepeated: false)
                case .literals(let literals): try foldLiterals(literals)
                }
            }
        case .group(let inner), .optional(let inner), .look(let inner): try visit(inner, isRepeated: false)
        case .repeated(let inner, _, _): try visit(inner, isRepeated: true)
        case .kind, .place, .backreference, .settings, .other: break
        }
    }

    private mutating func foldLiterals(_ literals: [SequencePiece.Literal]) throws(PatternProblem) {
        let together = foldAll(literals.map(\.scalar))
        if together == literals.flatMap({ fold($0.scalar) }) {
            for (scalar, place) in literals { try foldLiteral(scalar, place, false) }
        } else if let first = literals.first, let last = literals.last {
            change(first.place.lowerBound..<last.place.upperBound, to: literal(together))
        }
    }

    private func literal(_ scalars: [Unicode.Scalar]) -> String {
        scalars.map { PatternText.literal(String($0)) }.joined()
    }

    /// Within `\Q...\E` a backslash would stand for itself, and the place may begin or end in another one.
    private mutating func change(_ place: Range<Int>, to text: String) {
        let first = quotes.firstIndex { $0.contains(place.lowerBound) }
        let last = quotes.firstIndex { $0.contains(place.upperBound - 1) }
        if first == last, first == nil || !text.contains("\\") { return changes.append((place, text)) }
        changes.append((place, (first == nil ? "" : "\\E") + text + (last == nil ? "" : "\\Q")))
    }

    private mutating func foldLiteral(
        _ scalar: Unicode.Scalar, _ place: Range<Int>, _ isRepeated: Bool
    ) throws(PatternProblem) {
        let folded = fold(scalar)
        guard folded != [scalar] else { return }
        if folded.isEmpty, isRepeated {
            throw problem("the character \(name(scalar)) is removed by folding", place, "remove it and what repeats it")
        }
        change(place, to: folded.count > 1 && isRepeated ? "(?:\(literal(folded)))" : literal(folded))
    }

    private mutating func foldItem(_ item: PatternSet.Item) throws(PatternProblem) {
        switch item {
        case .kind: break
        case .single(let scalar, let place):
            let folded = fold(scalar)
            guard folded != [scalar] else {
                // `[:：]` would become `[::]`, which PCRE2 takes for the beginning of `[:alpha:]`.
                if [":", ".", "="].contains(scalar), place.count == 1 { change(place, to: "\\\(scalar)") }
                return
            }
            guard folded.count == 1 else {
                let text = String(String.UnicodeScalarView(folded))
                throw problem(
                    folded.isEmpty
                        ? "the character \(name(scalar)) in [...] is removed by folding"
                        : "\(name(scalar)) in [...] is '\(text)' when folded, which is not a single character", place,
                    folded.isEmpty
                        ? "remove it; invisible characters are gone in folded text, or ask for the original text: (regex, original)"
                        : "write it as a choice: (?:...|\(text))")
            }
            change(place, to: literal(folded))
        case .range(let low, let high, let place): try foldRange(low, high, place)
        }
    }

    /// Ranges with more members than this are not listed.
    private static let listLimit = 128

    /// A range may stay if folding leads out of no part of it, and may move if all of it moves alike. A small one becomes
    /// what its members become. In a large one, such as a block of Unicode, those that fold to something elsewhere (the
    /// digits of Arabic) are no part of a match, as long as most stay.
    private mutating func foldRange(
        _ low: Unicode.Scalar, _ high: Unicode.Scalar, _ place: Range<Int>
    ) throws(PatternProblem) {
        var leaving = 0
        var remaining = 0
        var hasSeveral = false
        var shifts: Set<Int> = []
        var members: Set<UInt32> = []
        for value in low.value...high.value {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let folded = fold(scalar)
            // What folding removes or makes several characters of does not occur in folded text: no part of a match.
            guard folded.count == 1, let one = folded.first else {
                hasSeveral = hasSeveral || folded.count > 1
                continue
            }
            remaining += 1
            if one < low || one > high { leaving += 1 }
            if shifts.count < 2 { shifts.insert(Int(one.value) - Int(value)) }
            if members.count <= Self.listLimit { members.insert(one.value) }
        }
        let count = Int(high.value - low.value) + 1
        guard remaining > 0 || hasSeveral else {
            throw problem(
                "all of the range \(name(low))-\(name(high)) is removed by folding", place,
                "remove it, or ask for the original text: (regex, original)")
        }
        if leaving == 0 { return }
        if shifts.count == 1, remaining == count, let from = fold(low).first, let to = fold(high).first {
            return change(place, to: literal([from]) + "-" + literal([to]))
        }
        if count > Self.listLimit, leaving * 2 < remaining { return }
        guard count <= Self.listLimit, !hasSeveral else {
            throw problem(
                "folding changes the range \(name(low))-\(name(high)) to something that is not a range", place,
                "write it in lower-case, simplified, plain letters, list the characters, or ask for the original text: "
                    + "(regex, original)")
        }
        change(place, to: members.sorted().compactMap { Unicode.Scalar($0).map { literal([$0]) } }.joined())
    }

    private func problem(_ message: String, _ place: Range<Int>, _ advice: String) -> PatternProblem {
        let bytes = scalars[..<place.lowerBound].reduce(0) { $0 + UTF8.width($1) }
        return PatternProblem(message, at: bytes, advice: advice)
    }

    private func name(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
            "U+" + String(scalar.value, radix: 16, uppercase: true)
        default: "'\(scalar)'"
        }
    }
}
