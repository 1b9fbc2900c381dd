/// Labels and the dots between them.
extension LinkScanner {
    /// The first byte of the label that ends at `end`: ASCII alone, or with letters of scripts that use spaces; else a
    /// run of letters written without spaces, or of symbols.
    func labelStart(before end: Int) -> Int {
        let limit = max(floor, end - 80)
        var at = end
        while at > limit, Characters.isLabel(bytes[at - 1]) { at -= 1 }
        Steps.count(end - at)
        guard at > limit, bytes[at - 1] >= 0x80 else { return at }
        let isUnspaced = at == end && Characters.isUnspaced(bytes.scalar(before: at).0.value)
        while at > limit {
            if bytes[at - 1] < 0x80 {
                guard !isUnspaced, Characters.isLabel(bytes[at - 1]) else { break }
                at -= 1
                continue
            }
            let (scalar, length) = bytes.scalar(before: at)
            let fits =
                isUnspaced || at != end && scalar.properties.generalCategory == .otherSymbol
                ? isUnspaced && Characters.isUnspaced(scalar.value)
                : !Characters.isUnspaced(scalar.value) && Characters.isLabel(scalar)
            guard fits, at - length >= floor else { break }
            at -= length
        }
        Steps.count(end - at)
        // Too long to be a label, whatever it is.
        return at <= limit && limit > floor ? end : at
    }

    /// Reads labels and dots from `start` on. `isOpen`: behind a scheme, where labels may be of any letters and mix.
    mutating func readRun(from start: Int, isOpen: Bool) {
        run.begin()
        var at = start
        var disguise = Link.Disguise.none
        var isAfterSpace = false
        var spaced = 0
        while at < bytes.count, at - start < Self.hostLimit {
            Steps.count()
            let end = labelEnd(from: at, isOpen: isOpen, isFirst: run.labels.isEmpty)
            guard end > at else { break }
            run.labels.append(.init(range: at..<end, disguise: disguise, isAfterSpace: isAfterSpace))
            run.end = end
            var dotAt = end
            var sign = DotSign.read(bytes, dotAt)
            if sign == nil, end < bytes.count, bytes[end] == 0x20 {
                dotAt = end + 1
                sign = DotSign.read(bytes, dotAt)
                if let found = sign, !found.takesSpaces { sign = nil }
                if sign == nil, bytes.has(" dot ", at: end) { sign = DotSign.read(bytes, end) }
            }
            guard let sign else { break }
            var next = sign.end
            disguise = dotAt > end ? max(.spaced, sign.disguise) : sign.disguise
            if sign.disguise == .bracketed { disguise = .bracketed }
            isAfterSpace = false
            if sign.takesSpaces, next < bytes.count, bytes[next] == 0x20 {
                next += 1
                isAfterSpace = dotAt == end && disguise != .bracketed
                if disguise != .bracketed { disguise = .spaced }
            }
            if disguise >= .spelled {
                spaced += 1
                if spaced > 6 { break }
            }
            at = next
        }
    }

    private func labelEnd(from start: Int, isOpen: Bool, isFirst: Bool) -> Int {
        var at = start
        while at < bytes.count, at - start < 256 {
            Steps.count()
            if bytes[at] < 0x80 {
                guard Characters.isLabel(bytes[at]) else { break }
                // A label of Han or kana goes on in ASCII only behind a scheme.
                if !isOpen, at > start, bytes[start] >= 0x80, Characters.isUnspaced(bytes.scalar(at: start).0.value) {
                    break
                }
                at += 1
            } else {
                let (scalar, length) = bytes.scalar(at: at)
                guard Characters.isLabel(scalar), scalar.value != 0x3002 else { break }
                if !isOpen {
                    let isUnspaced = Characters.isUnspaced(scalar.value)
                    if at > start, isUnspaced != Characters.isUnspaced(bytes.scalar(at: start).0.value) { break }
                    if !isFirst, !isUnspaced, !Characters.isWord(scalar) { break }
                }
                if scalar.value == 0x70B9, DotSign.read(bytes, at) != nil, at > start { break }
                at += length
            }
        }
        return at
    }
}
