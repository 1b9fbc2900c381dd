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

    /// Canonical composition (D117). From the folded form marks go that are part of no letter; they block nothing.
    mutating func compose() {
        var written = 0
        var starter: Int?
        for index in cluster.indices {
            let entry = cluster[index]
            if let starter {
                if form == .folded, Self.isUnwritten(entry.scalar, over: cluster[starter].scalar) { continue }
                let last = cluster[written - 1] >> 24
                let isBlocked = starter != written - 1 && last >= entry >> 24
                if !isBlocked, let both = Self.composite(cluster[starter].scalar, entry.scalar) {
                    cluster[starter] = both
                    continue
                }
            }
            if form == .folded, entry >> 24 != 0, Self.isGeneralMark(entry.scalar) { continue }
            cluster[written] = entry
            if entry >> 24 == 0 { starter = written }
            written += 1
        }
        cluster.removeLast(cluster.count - written)
    }

    /// Whether a mark may stand over letters of any script.
    private static func isGeneralMark(_ scalar: UInt32) -> Bool {
        moongate_record_of(NormalForm.folded.rawValue, moongate_record_number(NormalForm.folded.rawValue, scalar))
            .has(moongate_mark)
    }

    /// Whether readers leave a mark out where it would compose: accents of Greek, hamza and madda of alef.
    private static func isUnwritten(_ mark: UInt32, over letter: UInt32) -> Bool {
        switch letter {
        case 0x370...0x3FF, 0x1F00...0x1FFF: isGeneralMark(mark)
        case 0x627: (0x653...0x655).contains(mark)
        default: false
        }
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
