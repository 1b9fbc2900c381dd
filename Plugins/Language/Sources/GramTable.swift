internal import CLanguageModel

/// How loudly each n-gram speaks for which language: a hashed linear model. Features as in Scripts/language/features.py.
/// What a word costs is mostly waiting for memory: all its n-grams are hashed first and their lines asked for at once.
struct GramTable: Sendable {
    private nonisolated(unsafe) let lines: UnsafePointer<UInt16>
    private let lineCount: UInt64
    private nonisolated(unsafe) let rows: UnsafePointer<Int8>
    private let rowCount: Int

    /// In a line, of 64 bytes: so many fingerprints, then what each says.
    private static let slots = 16
    /// What says so is the number of a row, else a language (7 bits) and a weight + 128 (8 bits).
    private static let isRow: UInt16 = 1 << 15
    /// What the last slot says where some of the line's stand in the next. In the place of its fingerprint a bit is set for
    /// the last four bits of each fingerprint there.
    private static let more: UInt16 = 126 << 8 | 128

    init?(_ file: ModelFile) {
        lines = file.numbers(.grams, of: UInt16.self)
        rows = file.numbers(.rows, of: Int8.self)
        rowCount = file.count(.rows, of: Int8.self) / LanguageModel.maximumLanguages
        let count = file.count(.grams, of: UInt16.self) / (2 * Self.slots)
        // So many lines behind the last are for what is moved there; the very last moves nothing on.
        guard count > 64, rowCount > 0, lines[count * 2 * Self.slots - 1] != Self.more else { return nil }
        lineCount = UInt64(count - 64)
    }

    static let seed: UInt64 = 0x9E37_79B9_7F4A_7C15

    @inline(__always)
    static func step(_ hash: UInt64, _ letter: UInt32) -> UInt64 { (hash ^ UInt64(letter)) &* 0x100_0000_01B3 }

    @inline(__always)
    static func mix(_ hash: UInt64) -> UInt64 {
        let mixed = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
        return mixed ^ (mixed >> 32)
    }

    /// Five n-grams from each of 34 places, and the whole word.
    static let mostFeatures = 5 * (LanguageModel.longestWord + 2) + 1

    /// A feature's fingerprint, its line, and how many characters it has: 6 for a whole word that is longer than 5.
    struct Place {
        var line: UInt32 = 0
        var print: UInt16 = 0
        var length: UInt16 = 0
    }

    /// Adds what the word's n-grams say, in sixteenths of a nat, to `scores`: `maximumLanguages` of them, by number from
    /// the script's `first` on. Gives the sum of what `signs` say of the n-grams being known or not.
    func add(
        _ places: UnsafePointer<Place>, count: Int, first: Int, signs: Gibberish.Signs,
        to scores: UnsafeMutablePointer<Int16>
    ) -> Int16 {
        var doubt: Int16 = 0
        // What features of another script add that look alike by chance falls outside of the script's own.
        withUnsafeTemporaryAllocation(of: Int16.self, capacity: 128 + LanguageModel.maximumLanguages) { sums in
            withUnsafeTemporaryAllocation(of: UInt16.self, capacity: Self.mostFeatures) { ofRows in
                guard let sums = sums.baseAddress, let ofRows = ofRows.baseAddress else { return }
                sums.initialize(repeating: 0, count: 128 + LanguageModel.maximumLanguages)
                var rowsFound = 0
                for index in 0..<count {
                    let isKnown = look(places[index], sums, ofRows, &rowsFound)
                    doubt &+= signs.of(length: places[index].length, isKnown: isKnown)
                }
                for index in 0..<rowsFound {
                    let weights = row(ofRows[index])
                    for language in 0..<LanguageModel.maximumLanguages { scores[language] &+= Int16(weights[language]) }
                }
                for language in 0..<LanguageModel.maximumLanguages { scores[language] &+= sums[first &+ language] }
            }
        }
        return doubt
    }

    @inline(__always)
    private func row(_ said: UInt16) -> UnsafePointer<Int8> {
        rows + min(Int(said & ~Self.isRow), rowCount &- 1) &* LanguageModel.maximumLanguages
    }

    /// The word's features, at most `mostFeatures`; gives how many, and asks for their lines. `letters` are lower case,
    /// at most 32; `hasEnds` where words are written apart.
    func find(
        _ letters: UnsafeBufferPointer<UInt32>, hasEnds: Bool, _ places: UnsafeMutablePointer<Place>
    ) -> Int {
        let grams = hasEnds ? 5 : 3
        let total = letters.count + (hasEnds ? 2 : 0)
        let last = total - 1
        var count = 0
        for start in 0..<total {
            var hash = Self.seed
            let end = start == 0 && hasEnds ? total : min(start &+ grams, total)
            for at in start..<end {
                let letter = !hasEnds ? letters[at] : at == 0 ? 2 : at == last ? 3 : letters[at &- 1]
                hash = Self.step(hash, letter)
                let isWanted =
                    at &- start >= grams ? at == last : at > start || !hasEnds || (at != 0 && at != last)
                if isWanted {
                    let feature = Self.mix(hash)
                    let line = UInt32(truncatingIfNeeded: ((feature >> 32) &* lineCount) >> 32)
                    moongate_language_prefetch(lines + Int(line) &* 2 &* Self.slots)
                    let length = UInt16(truncatingIfNeeded: min(at &- start &+ 1, 6))
                    places[count] = Place(line: line, print: UInt16(truncatingIfNeeded: feature), length: length)
                    count &+= 1
                }
            }
        }
        return count
    }

    /// Adds the feature's single weights to `sums`, by number of the language, and its row to the list; 0 where the model
    /// does not know it.
    @inline(__always)
    private func look(
        _ place: Place, _ sums: UnsafeMutablePointer<Int16>, _ ofRows: UnsafeMutablePointer<UInt16>,
        _ rowsFound: inout Int
    ) -> UInt16 {
        var isKnown: UInt16 = 0
        var prints = lines + Int(place.line) &* 2 &* Self.slots
        while true {
            let said = prints + Self.slots
            var found = moongate_language_equal(prints, place.print)
            if found != 0 { isKnown = 1 }
            while found != 0 {
                let one = said[found.trailingZeroBitCount]
                found &= found &- 1
                if one < Self.isRow {
                    sums[Int(one >> 8)] &+= Int16(truncatingIfNeeded: one & 0xFF) &- 128
                } else if rowsFound < Self.mostFeatures {
                    moongate_language_prefetch(row(one))
                    ofRows[rowsFound] = one
                    rowsFound &+= 1
                }
            }
            let mayBeMoved = prints[Self.slots &- 1] >> (place.print & 15) & 1
            if mayBeMoved & (said[Self.slots &- 1] == Self.more ? 1 : 0) == 0 { return isKnown }
            prints += 2 &* Self.slots
        }
    }
}
