internal import Moderation

extension TextExaminer {
    /// Answers the values made of emoji by what the scanner found in the text as written.
    mutating func answerEmoji(of entry: Post.Entry, _ place: Int, into answers: inout Answers) {
        guard let emoji, let values = index.emoji?.values, case .text(let text) = entry.value else { return }
        for hit in emoji.hits {
            guard case .value(let number, let match, let weight) = values[hit.value].use else { continue }
            let check = index.checks[number]
            guard check.fields.contains(entry.field), weight != nil || !answers.hasEnough(check.id),
                Self.fits(match, emoji: hit.range, in: text), !isExcused(hit.range, check.rule, place, asWord: true)
            else { continue }
            answers.holds(
                check.id,
                Evidence(entry.field, element: entry.element, range: hit.range, form: .original, weight: weight))
        }
        for value in emoji.doubtful {
            guard case .value(let number, _, _) = values[value].use else { continue }
            answers.undecided(index.checks[number].id, because: "too many places to look at in \(entry.field)")
        }
    }

    private static func fits(_ match: TextMatch, emoji range: Range<Int>, in text: [UInt8]) -> Bool {
        func isBlank(_ part: ArraySlice<UInt8>) -> Bool {
            String(decoding: part, as: UTF8.self).unicodeScalars.allSatisfy(\.properties.isWhitespace)
        }
        switch match {
        case .includesWord, .includes: return true
        case .startsWith: return isBlank(text[..<range.lowerBound])
        case .endsWith: return isBlank(text[range.upperBound...])
        case .fullExact: return isBlank(text[..<range.lowerBound]) && isBlank(text[range.upperBound...])
        case .fullText: return hasNoWord(in: text[..<range.lowerBound]) && hasNoWord(in: text[range.upperBound...])
        case .regex: return false
        }
    }
}
