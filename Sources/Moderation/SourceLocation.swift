/// A place in a rule file. Printed as `file:line:column`.
public struct SourceLocation: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Path relative to the rule folder.
    public let file: String
    /// From 1.
    public let line: Int
    /// In characters (Unicode scalars), from 1.
    public let column: Int

    /// A place in a file; line and column count from 1.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }

    /// By file, then line, then column.
    public static func < (a: Self, b: Self) -> Bool {
        (a.file, a.line, a.column) < (b.file, b.line, b.column)
    }
}

/// A value as a rule file wrote it, with its places: what plugins compile checks from.
public indirect enum SourceValue: Sendable {
    /// A text, number or word: YAML's guesses at types are not used, so `no` stays "no".
    case scalar(SourceText)
    /// `[a, b]`, or lines with dashes.
    case list([SourceValue], SourceLocation)
    /// `{key: value}`, in the order written.
    case map([Entry], SourceLocation)

    /// One `key: value`.
    public struct Entry: Sendable {
        /// The key as written.
        public let key: SourceText
        /// Its value.
        public let value: SourceValue

        /// One `key: value`.
        public init(key: SourceText, value: SourceValue) {
            self.key = key
            self.value = value
        }
    }

    /// Where it begins.
    public var location: SourceLocation {
        switch self {
        case .scalar(let text): text.location
        case .list(_, let location), .map(_, let location): location
        }
    }

    /// What a person would call it.
    public var kind: String {
        switch self {
        case .scalar: "a single value"
        case .list: "a list"
        case .map: "a block of keys"
        }
    }

    /// Its scalars: itself, or a list's elements. Lists in lists and maps are a problem.
    public func scalars() throws(RuleProblems) -> [SourceText] {
        switch self {
        case .scalar(let text): return [text]
        case .list(let elements, let location):
            guard !elements.isEmpty else {
                throw RuleProblems(
                    at: location, "the list is empty", advice: "write at least one value, or remove the key")
            }
            var texts: [SourceText] = []
            for element in elements {
                guard case .scalar(let text) = element else {
                    throw RuleProblems(
                        at: element.location, "\(element.kind) stands where one value is expected",
                        advice: "write a plain list: [one, two]")
                }
                texts.append(text)
            }
            return texts
        case .map(_, let location):
            throw RuleProblems(
                at: location, "a block of keys stands where a value or a list is expected",
                advice: "write one value, or a list: [one, two]; put texts with a colon in quotes")
        }
    }
}

/// A text of a rule file with its place.
public struct SourceText: Sendable {
    /// What was written, quotes and escapes resolved.
    public let text: String
    /// Where it begins, its quote included.
    public let location: SourceLocation
    /// How many columns its first character is away from `location`: 1 in quotes, nil where lines were folded
    /// (block scalars), so that places inside cannot be told.
    public let indent: Int?
    /// What a line of a word list says of its word: `score=2`, `case-sensitive` (with an empty value). Empty elsewhere.
    public let attributes: [String: String]

    /// A text at a place.
    public init(_ text: String, at location: SourceLocation, indent: Int? = 0, attributes: [String: String] = [:]) {
        self.text = text
        self.location = location
        self.indent = indent
        self.attributes = attributes
    }

    /// The place of the character at a UTF-8 offset in `text`, as well as it can be told.
    public func location(ofByte offset: Int) -> SourceLocation {
        guard let indent else { return location }
        var column = location.column + indent
        var bytes = 0
        for scalar in text.unicodeScalars {
            if bytes >= offset { break }
            bytes += UTF8.width(scalar)
            column += 1
        }
        return SourceLocation(file: location.file, line: location.line, column: column)
    }
}
