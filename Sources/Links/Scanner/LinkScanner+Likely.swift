internal import TextForms

/// Names that only look like links.
extension LinkScanner {
    /// Whether a name without a scheme is meant as one: sentences without a space behind them, files and abbreviations
    /// look alike.
    func isLikely(_ count: Int, _ end: Int) -> Bool {
        let last = run.labels[count - 1]
        let name = Array(bytes[last.range.lowerBound..<end])
        let left = run.labels[count - 2].range
        let disguise = run.labels[1..<count].map(\.disguise).max() ?? .none
        let hasTail =
            end + 1 < bytes.count && (bytes[end] == UInt8(ascii: "/") || bytes[end] == UInt8(ascii: "?"))
            && Characters.isAlphanumeric(bytes[end + 1])
        let isFramed = count > 2 && bytes.has("www", at: run.labels[0].range.lowerBound)
        if disguise >= .otherDot {
            guard bytes[left.lowerBound] < 0x80, left.count > 1 || disguise < .spelled else { return false }
            guard disguise > .otherDot || end == bytes.count || !Characters.isLabel(bytes[end]) else { return false }
            let isAfterSpace = run.labels[1..<count].contains(where: \.isAfterSpace)
            if isAfterSpace, !isFramed {
                return TopLevel.afterSpace.contains(name) && !isCapital(last.range.lowerBound)
                    && left.contains { Characters.isLetter(bytes[$0]) }
            }
            guard left.contains(where: { Characters.isLetter(bytes[$0]) }) || disguise == .bracketed else {
                return false
            }
            return disguise == .bracketed
                ? !TopLevel.words.contains(name) && !TopLevel.files.contains(name) || hasTail
                : TopLevel.plain.contains(name)
        }
        if isFramed || hasTail { return !TopLevel.files.contains(name) || isFramed }
        if bytes[left.lowerBound] >= 0x80, Characters.isUnspaced(bytes.scalar(at: left.lowerBound).0.value) {
            return TopLevel.plain.contains(name)
        }
        if bytes[last.range.lowerBound] >= 0x80 {
            // 1.手机, A.世界: numbered lists.
            return left.count > 1 && left.contains { Characters.isLetter(bytes[$0]) || bytes[$0] >= 0x80 }
        }
        if TopLevel.files.contains(name) { return false }
        if TopLevel.words.contains(name), count == 2 { return false }
        if left.count <= 2, count == 2, left.allSatisfy({ Characters.isDigit(bytes[$0]) }) { return false }
        // `amazing.Love it`: a sentence begins.
        if count == 2, isCapital(last.range.lowerBound), !isCapital(last.range.lowerBound + 1),
            !isCapital(left.lowerBound), !TopLevel.plain.contains(name)
        {
            return false
        }
        return true
    }

    private func isCapital(_ index: Int) -> Bool {
        let at = text.original(of: index..<index).lowerBound
        return at < original.count && (0x41...0x5A).contains(original[at])
    }
}
