internal import CUnicodeTables

extension FoldingBuffer {
    /// Canonical order: runs of marks sorted by class, those of one class in the order they came in (D109).
    mutating func order() {
        var start = 0
        while start < cluster.count {
            guard cluster[start] >> 24 != 0 else {
                start += 1
                continue
            }
            var end = start + 1
            var isOrdered = true
            while end < cluster.count, cluster[end] >> 24 != 0 {
                if cluster[end] >> 24 < cluster[end - 1] >> 24 { isOrdered = false }
                end += 1
            }
            if !isOrdered { sort(start..<end) }
            start = end
        }
        guard form == .folded else { return }
        // The iota subscript sorts last, then it is a letter (D145).
        for index in cluster.indices where cluster[index].scalar == 0x345 { cluster[index] = 0x3B9 }
    }

    /// A stable sort by class: by insertion where short, else by counting, so that a megabyte of marks takes linear time.
    private mutating func sort(_ range: Range<Int>) {
        if range.count <= 16 {
            for index in range.dropFirst() {
                let entry = cluster[index]
                var hole = index
                while hole > range.lowerBound, cluster[hole - 1] >> 24 > entry >> 24 {
                    cluster[hole] = cluster[hole - 1]
                    hole -= 1
                }
                cluster[hole] = entry
            }
            return
        }
        var places: [256 of Int] = .init(repeating: 0)
        for index in range { places[Int(cluster[index] >> 24)] += 1 }
        var sum = range.lowerBound
        for number in 0..<256 { (places[number], sum) = (sum, sum + places[number]) }
        spare.removeAll(keepingCapacity: true)
        spare.append(contentsOf: cluster[range])
        for entry in spare {
            let number = Int(entry >> 24)
            cluster[places[number]] = entry
            places[number] += 1
        }
    }

    /// Canonical composition (D117). In the folded form a slash through a letter goes where it is no part of one.
    mutating func compose() {
        var written = 0
        var starter: Int?
        for index in cluster.indices {
            let entry = cluster[index]
            if let starter {
                let last = cluster[written - 1] >> 24
                let isBlocked = starter != written - 1 && last >= entry >> 24
                if !isBlocked, let both = Self.composite(cluster[starter].scalar, entry.scalar) {
                    cluster[starter] = both
                    continue
                }
            }
            if form == .folded, entry.scalar == 0x338 { continue }
            cluster[written] = entry
            if entry >> 24 == 0 { starter = written }
            written += 1
        }
        cluster.removeLast(cluster.count - written)
    }

    /// What two scalars are as one, nil where they stay two.
    static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if let syllable = Hangul.composite(first, second) { return syllable }
        let both = moongate_composite(first, second)
        return both == 0 ? nil : both
    }
}

/// Hangul syllables (Unicode 15, 3.12).
enum Hangul {
    /// The parts of a syllable, nil for any other scalar; `trailing` is 0 where there is none.
    static func parts(of scalar: UInt32) -> (leading: UInt32, vowel: UInt32, trailing: UInt32)? {
        guard (0xAC00...0xD7A3).contains(scalar) else { return nil }
        let index = scalar - 0xAC00
        return (0x1100 + index / 588, 0x1161 + index % 588 / 28, index % 28 == 0 ? 0 : 0x11A7 + index % 28)
    }

    /// A leading consonant and a vowel, or both and a trailing consonant, as one.
    static func composite(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if (0x1100...0x1112).contains(first), (0x1161...0x1175).contains(second) {
            return 0xAC00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
        }
        guard (0xAC00...0xD7A3).contains(first), (first - 0xAC00) % 28 == 0, (0x11A8...0x11C2).contains(second) else {
            return nil
        }
        return first + second - 0x11A7
    }
}
