/// Characters of a text as written, counted in one pass.
struct CharacterCounts {
    var characters = 0
    var visible = 0
    var digits = 0
    var cased = 0
    var capitals = 0
    var capitalWords = 0
    var hasLongCapitals = false
    var exclamations = 0
    var questions = 0
    var signs = 0
    var invisible = 0
    var emoji = 0
    var at = 0
    var hash = 0
    var mixed = 0
    /// Lengths of runs of digits, a bit each; 12 for all longer ones.
    var runs = 0
    /// Signs of money and percent that are there, a bit each.
    var money = 0
    /// A bit for each different character, by a hash of 12 bits: near enough for a logarithm.
    private var seen = InlineArray<64, UInt64>(repeating: 0)

    /// About how many.
    var differentCharacters: Int {
        var count = 0
        for index in seen.indices { count += seen[index].nonzeroBitCount }
        return count
    }

    mutating func count(_ bytes: [UInt8]) {
        var index = 0
        var run = 0
        var capitalRun = 0
        var isWholeWord = true
        var scripts = 0
        func bit(_ length: Int) -> Int { length >= 3 ? 1 << min(length, 12) : 0 }
        while index < bytes.count {
            let (value, length) = FeatureReader.scalar(bytes, index)
            index += length
            characters += 1
            let place = Int((value &* 0x9E37_79B1) >> 20)
            seen[place >> 6] |= 1 << UInt64(place & 63)
            let isDigit = value &- 0x30 < 10
            let isCapital = value &- 0x41 < 26
            let isSmall = value &- 0x61 < 26
            if isDigit {
                digits += 1
                run += 1
            } else if run > 0 {
                runs |= bit(run)
                run = 0
            }
            if isCapital {
                capitalRun += 1
            } else {
                if capitalRun >= 4 { hasLongCapitals = true }
                if capitalRun >= 2, isWholeWord, !isSmall, !isDigit { capitalWords += 1 }
                capitalRun = 0
                isWholeWord = !isSmall && !isDigit
            }
            let script = isCapital || isSmall ? 1 : (0x370..<0x530).contains(value) ? 2 : 0
            if script == 0 { scripts = 0 }
            if scripts | script == 3, scripts != 3 { mixed += 1 }
            scripts |= script
            if isCapital || isSmall {
                cased += 1
                capitals += isCapital ? 1 : 0
                visible += 1
                continue
            }
            if value > 0x20 { visible += 1 }
            switch value {
            case 0x21, 0xFF01: exclamations += 1; signs += 1
            case 0x3F, 0xFF1F: questions += 1; signs += 1
            case 0x40: at += 1; signs += 1
            case 0x23: hash += 1; signs += 1
            case 0x24: money |= 1; signs += 1
            case 0x25: money |= 2; signs += 1
            case 0xA3: money |= 4; signs += 1
            case 0xA5, 0xFFE5: money |= 8; signs += 1
            case 0x20AC: money |= 16; signs += 1
            case 0x22...0x2F, 0x3A...0x3E, 0x5B...0x60, 0x7B...0x7E, 0xA1...0xBF, 0x2010...0x2027, 0x2030...0x205E,
                0x3001...0x303F, 0xFF02...0xFF0F, 0xFF1A...0xFF20:
                signs += 1
            case 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xAD, 0xFEFF, 0xE0000...0xE0FFF: invisible += 1
            case 0x1F000...0x1FAFF, 0x2600...0x27BF: emoji += 1
            default: break
            }
        }
        runs |= bit(run)
        if capitalRun >= 4 { hasLongCapitals = true }
        if capitalRun >= 2, isWholeWord { capitalWords += 1 }
    }
}
