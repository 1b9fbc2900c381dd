/// A pattern rewritten for Vectorscan, over bytes: it holds for every text that the pattern holds for, and for some
/// more. What it holds for is then asked of PCRE2, which defines what a pattern means.
///
/// Wider: no `\b`, no lookarounds; a back reference is anything; what a class takes beyond ASCII, unless listed
/// character by character, is any byte beyond ASCII; long bounds are none; both ends are cut to what must be there.
/// What a class takes of ASCII is asked of PCRE2 itself.
public struct WidenedPattern: Hashable, Sendable {
    /// In Vectorscan's syntax, ASCII only. Compiled without regard to case.
    public let expression: String

    /// The longest expression: beyond it compiling takes long and gives a large automaton.
    static let lengthLimit = 4096

    /// Widens a pattern that PCRE2 takes; nil if it would hold for nearly every text, or if Moongate does not
    /// understand the pattern well enough to be sure that nothing is lost.
    public init?(_ pattern: String, caseSensitive: Bool) {
        self.init(pattern, caseSensitive: caseSensitive, rarity: 2)
    }

    /// `rarity`: what a text must hold at least (`WideNode.rarity`).
    init?(_ pattern: String, caseSensitive: Bool, rarity: Double) {
        guard pattern.utf8.count <= Self.lengthLimit else { return nil }
        let scalars = Array(pattern.unicodeScalars)
        guard let tree = try? PatternParser.parse(scalars) else { return nil }
        var settings = ""
        Self.collectSettings(tree, into: &settings)
        let widening = Widening(
            scalars: scalars, isCaseless: !caseSensitive || settings.contains("i"), dotTakesAll: settings.contains("s"))
        guard let wide = widening.widen(tree) else { return nil }
        let trimmed = wide.trimmed
        guard trimmed.rarity >= rarity, let expression = trimmed.expression, expression.utf8.count <= Self.lengthLimit
        else {
            return nil
        }
        self.expression = expression
    }

    private static func collectSettings(_ node: PatternNode, into settings: inout String) {
        switch node {
        case .settings(let letters): settings += letters
        case .sequence(let nodes), .alternation(let nodes):
            for inner in nodes { collectSettings(inner, into: &settings) }
        case .group(let inner), .optional(let inner), .look(let inner), .repeated(let inner, _, _):
            collectSettings(inner, into: &settings)
        case .literal, .set, .kind, .place, .backreference, .other: break
        }
    }
}

/// Walks a pattern's tree.
private struct Widening {
    let scalars: [Unicode.Scalar]
    let isCaseless: Bool
    let dotTakesAll: Bool

    /// Nil if something in it is not understood.
    func widen(_ node: PatternNode) -> WideNode? {
        switch node {
        case .literal(let scalar, let place): return literal(scalar, place)
        case .set(let set, let place): return self.set(set, place)
        case .kind(let place):
            if scalars[place.lowerBound] == "." {
                return .characters(ASCIISet(allBut: dotTakesAll ? nil : 0x0A), beyond: .any)
            }
            return characters(place, beyond: .any)
        case .sequence(let nodes):
            var parts: [WideNode] = []
            for inner in nodes {
                guard let part = widen(inner) else { return nil }
                parts.append(part)
            }
            return .sequence(parts)
        case .alternation(let nodes):
            var branches: [WideNode] = []
            for inner in nodes {
                guard let branch = widen(inner) else { return nil }
                branches.append(branch)
            }
            return .choice(branches)
        case .group(let inner): return widen(inner)
        case .repeated(let inner, let minimum, let maximum):
            return widen(inner).map { .repeated($0, minimum: minimum, maximum: maximum) }
        // What a lookaround holds need not be widened, but it must be understood: it may be the branch of something.
        case .look, .place, .settings: return .sequence([])
        case .backreference: return .anything
        case .optional, .other: return nil
        }
    }

    private func literal(_ scalar: Unicode.Scalar, _ place: Range<Int>) -> WideNode? {
        // A sign that PCRE2 may take for a quantifier if the parser does not: behind \E, a comment, in newer versions.
        if place.count == 1, ["*", "+", "?", "{"].contains(scalar) { return nil }
        guard isCaseless else { return .bytes(Array(String(scalar).utf8)) }
        guard scalar.isASCII else { return .characters(ASCIISet(), beyond: .any).or(ascii: caseOf(scalar)) }
        // The long s and the sign of the kelvin are the other cases of these.
        if ["k", "K", "s", "S"].contains(scalar) {
            var set = ASCIISet()
            set.insert(UInt8(scalar.value | 0x20))
            set.insert(UInt8(scalar.value & ~0x20))
            return .characters(set, beyond: .any)
        }
        return .bytes([UInt8(scalar.value)])
    }

    /// Characters beyond ASCII with a case in ASCII.
    private func caseOf(_ scalar: Unicode.Scalar) -> [UInt8] {
        switch scalar {
        case "\u{17F}": Array("sS".utf8)
        case "\u{212A}": Array("kK".utf8)
        default: []
        }
    }

    private func set(_ set: PatternSet, _ place: Range<Int>) -> WideNode? {
        var listed: [[UInt8]] = []
        var isListed = !set.isNegated
        for item in set.items {
            switch item {
            case .single(let scalar, _):
                if !scalar.isASCII { listed.append(Array(String(scalar).utf8)) }
            case .range(let low, let high, _):
                if !high.isASCII {
                    guard high.value - max(low.value, 0x80) < 16 else {
                        isListed = false
                        continue
                    }
                    for value in max(low.value, 0x80)...high.value {
                        guard let scalar = Unicode.Scalar(value) else { continue }
                        listed.append(Array(String(scalar).utf8))
                    }
                }
            case .kind(let kind):
                if let known = SpaceCharacters.listed(String(String.UnicodeScalarView(scalars[kind]))) {
                    listed += known
                } else {
                    isListed = false
                }
            }
        }
        // Without regard to case, characters beyond ASCII have other cases, and two letters of ASCII have one beyond.
        if isCaseless, !listed.isEmpty || hasKelvin(set) { isListed = false }
        return characters(place, beyond: isListed && listed.count <= 64 ? .listed(listed) : .any)
    }

    private func hasKelvin(_ set: PatternSet) -> Bool {
        set.items.contains { item in
            switch item {
            case .single(let scalar, _): ["k", "K", "s", "S"].contains(scalar)
            case .range(let low, let high, _):
                ["k", "K", "s", "S"].contains { low <= $0 && $0 <= high }
            case .kind: true
            }
        }
    }

    private func characters(_ place: Range<Int>, beyond: WideNode.Beyond) -> WideNode? {
        let source = String(String.UnicodeScalarView(scalars[place]))
        guard var ascii = ASCIISet(asPCRE2Says: source, isCaseless: false) else { return nil }
        if isCaseless {
            // `(?i)` may hold for a part only, and `[^S]` takes less without regard to case: both readings count.
            guard let other = ASCIISet(asPCRE2Says: source, isCaseless: true) else { return nil }
            ascii.formUnion(other)
        }
        return .characters(ascii, beyond: beyond)
    }
}

/// White space beyond ASCII, which is short enough to be listed (Unicode's White_Space, and what PCRE2's `\h` adds).
private enum SpaceCharacters {
    static func listed(_ kind: String) -> [[UInt8]]? {
        guard ["\\s", "\\h", "\\v"].contains(kind) else { return nil }
        return all
    }

    private static let all: [[UInt8]] =
        ([0x85, 0xA0, 0x1680, 0x180E, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000] + Array(0x2000...0x200A))
        .compactMap { Unicode.Scalar(UInt32($0)) }.map { Array(String($0).utf8) }
}
