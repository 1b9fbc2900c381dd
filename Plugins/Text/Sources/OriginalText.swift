internal import Patterns

/// Plain values as patterns, for texts as written.
enum OriginalText {
    static func pattern(_ values: [String], _ match: TextMatch) -> String {
        let alternatives = values.map { match == .includesWord ? PatternText.word($0) : PatternText.phrase($0) }
        let pattern = "(?:" + alternatives.joined(separator: "|") + ")"
        return switch match {
        case .includesWord, .includes, .regex: pattern
        case .startsWith: "\\A\\s*+\\K" + pattern
        case .endsWith: pattern + "(?=\\s*+\\z)"
        case .fullExact: "\\A\\s*+\\K" + pattern + "(?=\\s*+\\z)"
        case .fullText: "\\A[^\\p{L}\\p{N}]*+\\K" + pattern + "(?=[^\\p{L}\\p{N}]*+\\z)"
        }
    }

    /// Values cut so that each group stays well below what one pattern may hold.
    static func groups(_ values: [String]) -> [[String]] {
        var groups: [[String]] = []
        var size = 0
        for value in values {
            let cost = value.utf8.count * 2 + 400
            if groups.isEmpty || size + cost > Pattern.lengthLimit {
                groups.append([])
                size = 0
            }
            groups[groups.count - 1].append(value)
            size += cost
        }
        return groups
    }
}
