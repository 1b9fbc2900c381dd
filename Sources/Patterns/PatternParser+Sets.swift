extension PatternParser {
    mutating func set() throws(PatternProblem) -> PatternSet {
        let start = at
        at += 1
        let isNegated = skip("^")
        var items: [PatternSet.Item] = []
        var isFirst = true
        var isQuoted = false
        var quote = 0
        while let scalar = next {
            let end = at
            if isQuoted ? skip("\\E") : skip("\\Q") {
                if isQuoted { quotes.append(quote..<end) }
                isQuoted.toggle()
                quote = at
                continue
            }
            if !isQuoted {
                if skip("\\E") { continue }
                if scalar == "]", !isFirst {
                    at += 1
                    return PatternSet(isNegated: isNegated, items: items)
                }
                let place = at
                if posixClass() {
                    items.append(.kind(place..<at))
                    isFirst = false
                    continue
                }
            }
            isFirst = false
            let place = at
            guard let low = setCharacter(isQuoted) else {
                skipEscape()
                items.append(.kind(place..<at))
                continue
            }
            items.append(range(from: low, place, isQuoted) ?? .single(low, place..<at))
        }
        throw problem("the [ has no ]", at: start)
    }

    /// Within `[...]`, `\b` is a backspace.
    mutating func setCharacter(_ isQuoted: Bool) -> Unicode.Scalar? {
        guard let scalar = next else { return nil }
        guard scalar == "\\", !isQuoted else {
            at += 1
            return scalar
        }
        if skip("\\b") { return "\u{08}" }
        return character()
    }

    mutating func range(from low: Unicode.Scalar, _ place: Int, _ isQuoted: Bool) -> PatternSet.Item? {
        guard !isQuoted, next == "-", at + 1 < scalars.count, scalars[at + 1] != "]" else { return nil }
        let before = at
        at += 1
        if !looks("[:"), let high = setCharacter(false), high >= low { return .range(low, high, place..<at) }
        at = before
        return nil
    }

    /// `[:alpha:]`
    mutating func posixClass() -> Bool {
        guard looks("[:") else { return false }
        var end = at + 2
        while end < scalars.count, scalars[end].properties.isAlphabetic || scalars[end] == "^" { end += 1 }
        guard end + 1 < scalars.count, scalars[end] == ":", scalars[end + 1] == "]" else { return false }
        at = end + 2
        return true
    }
}
