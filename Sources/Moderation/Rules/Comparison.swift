/// How a check compares a number: `"> 3"`, `"<= 7 days"`, `5`.
public enum Comparison: String, CaseIterable, Sendable {
    // The longer signs first: they are looked for in this order.
    /// The number or more.
    case atLeast = ">="
    /// The number or less.
    case atMost = "<="
    /// More than the number.
    case more = ">"
    /// Less than the number.
    case less = "<"
    /// Exactly the number.
    case equal = "="

    /// The sign before a value, nil if there is none, and the value without spaces around it.
    public static func split(_ text: String) -> (sign: Comparison?, value: String) {
        var rest = Substring(text).drop { $0 == " " }
        let sign = allCases.first { rest.hasPrefix($0.rawValue) }
        if let sign { rest = rest.dropFirst(sign.rawValue.count) }
        rest = rest.drop { $0 == " " }
        while rest.last == " " { rest.removeLast() }
        return (sign, String(rest))
    }

    /// Whether `a` compares like this with `b`.
    public func holds(_ a: Double, _ b: Double) -> Bool {
        switch self {
        case .atLeast: a >= b
        case .atMost: a <= b
        case .more: a > b
        case .less: a < b
        case .equal: a == b
        }
    }
}

/// A comparison with a number, as a rule file writes it: `"> 3"`.
public struct NumberCondition: Sendable {
    public let comparison: Comparison
    public let number: Double

    /// Reads it; the problem shows `example`, the form's own line of a rule file.
    public init(_ source: SourceText, example: String) throws(RuleProblems) {
        let (sign, value) = Comparison.split(source.text)
        guard let number = Double(value), number.isFinite else {
            throw RuleProblems(
                at: source.location,
                sign == nil ? "'\(source.text)' is not a comparison" : "'\(value)' is not a number",
                advice: "for example: \(example)")
        }
        comparison = sign ?? .equal
        self.number = number
    }

    /// Whether it holds for a number.
    public func holds(for found: Double) -> Bool { comparison.holds(found, number) }
}
