// The rules of UAX #29, 4.1.1, and the tailoring that `WordBreaks` lists.
extension WordPlace {
    /// WB3 to WB4: the answer that no tailoring changes, nil where the other rules decide.
    @inline(__always)
    private var fixedBoundary: Bool? {
        if previous.property == .carriageReturn, behind.property == .lineFeed { return false }
        if previous.isLineBreak || behind.isLineBreak { return true }
        if previous.property == .zeroWidthJoiner, behind.isPictograph { return false }
        if previous.property == .space, behind.property == .space { return false }
        if behind.isSkipped { return false }
        return nil
    }

    /// UAX #29 as it stands.
    func isStandardBoundary(_ text: Span<UInt8>) -> Bool {
        if let answer = fixedBoundary { return answer }
        guard let before else { return true }
        return !joins(before, text, isMidLetter: { $0.property == .midLetter || $0.isMidNumberLetter })
    }

    /// With the tailoring that `WordBreaks` lists.
    func isTailoredBoundary(_ text: Span<UInt8>) -> Bool {
        if let answer = fixedBoundary { return answer }
        guard let before else { return true }
        if before.property == .katakana, behind.property == .katakana { return false }
        if before.isWithoutSpaces || behind.isWithoutSpaces { return true }
        if before.isHangul != behind.isHangul, before.isWord, behind.isWord { return true }
        if before.isHangul, behind.isHangul, before.isJamo != behind.isJamo { return true }
        if behind.isLetter, before.isApostrophe, isElided(text) { return true }
        if before.property == .extendNumberLetter || behind.property == .extendNumberLetter {
            return !underscoreJoins(before, text)
        }
        return !joins(before, text, isMidLetter: { $0.isTailoredMidLetter })
    }

    /// WB5 to WB16.
    @inline(__always)
    private func joins(_ before: WordClass, _ text: Span<UInt8>, isMidLetter: (WordClass) -> Bool) -> Bool {
        if before.isLetter {
            if behind.isLetter || behind.property == .numeric { return true }
            if isMidLetter(behind), behindThat(text)?.isLetter == true { return true }
            if before.property == .hebrewLetter {
                if behind.property == .singleQuote { return true }
                if behind.property == .doubleQuote, behindThat(text)?.property == .hebrewLetter { return true }
            }
        }
        if behind.isLetter {
            if before.property == .numeric { return true }
            if isMidLetter(before), beforeThat(text)?.isLetter == true { return true }
            if behind.property == .hebrewLetter, before.property == .doubleQuote,
                beforeThat(text)?.property == .hebrewLetter
            {
                return true
            }
        }
        if behind.property == .numeric {
            if before.property == .numeric { return true }
            if before.property == .midNumber || before.isMidNumberLetter {
                return beforeThat(text)?.property == .numeric
            }
        }
        if before.property == .numeric, behind.property == .midNumber || behind.isMidNumberLetter {
            return behindThat(text)?.property == .numeric
        }
        if before.property == .katakana, behind.property == .katakana { return true }
        if behind.property == .extendNumberLetter { return before.isWord || before.property == .extendNumberLetter }
        if before.property == .extendNumberLetter { return behind.isWord }
        if before.property == .regionalIndicator, behind.property == .regionalIndicator { return isSecondOfFlag(text) }
        return false
    }

    /// WB15, WB16: an odd number of regional indicators stands before.
    private func isSecondOfFlag(_ text: Span<UInt8>) -> Bool {
        var start = beforeStart
        for count in 1..<WordBreaks.reach {
            let (found, next) = Self.unskipped(text, before: start)
            guard start > 0, found?.property == .regionalIndicator else { return count % 2 == 1 }
            start = next
        }
        return false
    }

    /// Whether the run of `_` around the offset has letters or digits on both sides.
    private func underscoreJoins(_ before: WordClass, _ text: Span<UInt8>) -> Bool {
        var left: WordClass? = before
        var start = beforeStart
        for _ in 0..<WordBreaks.reach where left?.property == .extendNumberLetter {
            (left, start) = Self.unskipped(text, before: start)
        }
        guard let left, left.isWord, !left.isWithoutSpaces else { return false }
        var right = behind
        var end = behindEnd
        for _ in 0..<WordBreaks.reach where right.property == .extendNumberLetter || right.isSkipped {
            guard end < text.count else { return false }
            let scalar = UTF8Scalar(text, at: end)
            right = WordClass(scalar.value)
            end += scalar.length
        }
        return right.isWord && !right.isWithoutSpaces
    }
}

extension WordClass {
    /// What `_` joins (WB13a, WB13b).
    var isWord: Bool { isLetter || property == .numeric || property == .katakana }

    /// Hangul letters that are not part of a syllable; in folded text compatibility ones are these, too.
    fileprivate var isJamo: Bool { !(0xAC00...0xD7A3).contains(scalar) }

    fileprivate var isApostrophe: Bool { scalar == 0x27 || scalar == 0x2019 || scalar == 0x2018 || scalar == 0xFF07 }

    /// The signs that join letters to a word: apostrophes, and MidLetter of Armenian and Hebrew.
    fileprivate var isTailoredMidLetter: Bool {
        switch scalar {
        case 0x27, 0x2018, 0x2019, 0xFF07, 0x55F, 0x5F4: true
        default: false
        }
    }
}
