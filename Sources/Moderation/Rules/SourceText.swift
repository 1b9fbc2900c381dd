/// A text of a rule file with its place.
public struct SourceText: Sendable {
    /// What was written, quotes and escapes resolved.
    public let text: String
    /// Where it begins, its quote included.
    public let location: SourceLocation
    /// How many columns its first character is away from `location`: 1 in quotes, nil if lines were folded
    /// (block scalars), so that places inside cannot be told.
    public let indent: Int?
    /// What a line of a word list says of its word: `score=2`, `case-sensitive` (with an empty value). Empty elsewhere.
    public let attributes: [String: String]

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
