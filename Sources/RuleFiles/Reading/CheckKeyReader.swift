internal import Moderation

/// Takes the left side of a check apart: `[~]name[+name...][#label] (modifier, ...)`.
enum CheckKeyReader {
    static func read(_ source: SourceText) throws(RuleProblems) -> CheckKey {
        var scalars = Array(source.text.unicodeScalars)
        func place(_ index: Int) -> SourceLocation {
            SourceLocation(
                file: source.location.file, line: source.location.line,
                column: source.location.column + (source.indent ?? 0) + index)
        }
        func trimmed(_ range: Range<Int>) -> SourceText {
            var range = range
            while let first = range.first, scalars[first] == " " { range = range.dropFirst() }
            while let last = range.last, scalars[last] == " " { range = range.dropLast() }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars[range])
            return SourceText(text, at: place(range.lowerBound))
        }

        var start = 0
        let isNegated = scalars.first == "~"
        if isNegated { start = 1 }

        var modifiers: [SourceText] = []
        if let open = scalars.firstIndex(of: "(") {
            guard let close = scalars.lastIndex(of: ")"), close > open,
                scalars[(close + 1)...].allSatisfy({ $0 == " " })
            else {
                throw RuleProblems(
                    at: place(open), "the parenthesis in '\(source.text)' is not closed",
                    advice: "write it as: body (regex, case-sensitive): ...")
            }
            modifiers = pieces(open + 1..<close, of: scalars, at: ",").map(trimmed)
            if let empty = modifiers.first(where: { $0.text.isEmpty }) {
                throw RuleProblems(
                    at: empty.location, "a modifier is missing here", advice: "write the word, or remove the comma")
            }
            scalars.removeSubrange(open...)
        }

        var label: String?
        if let hash = scalars.firstIndex(of: "#") {
            label = trimmed(hash + 1..<scalars.count).text
            scalars.removeSubrange(hash...)
        }

        let names = pieces(start..<scalars.count, of: scalars, at: "+").map(trimmed)
        if let empty = names.first(where: { $0.text.isEmpty }) {
            throw RuleProblems(
                at: empty.location, "a field is missing in '\(source.text)'",
                advice: "for example: title+body (regex): ...")
        }
        return CheckKey(isNegated: isNegated, names: names, label: label, modifiers: modifiers, source: source)
    }

    private static func pieces(_ range: Range<Int>, of scalars: [Unicode.Scalar], at separator: Unicode.Scalar)
        -> [Range<Int>]
    {
        var pieces: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where scalars[index] == separator {
            pieces.append(start..<index)
            start = index + 1
        }
        return pieces + [start..<range.upperBound]
    }
}
