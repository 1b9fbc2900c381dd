/// Words that are written in any language and tell none: laughter, agreement, what the internet shares.
enum NeutralWords {
    /// Lower case, the letters' code points.
    static func contains(_ letters: UnsafeBufferPointer<UInt32>) -> Bool {
        guard letters.count <= 12, let first = letters.first, first < 0x80 else { return false }
        if isLaughter(letters) { return true }
        guard letters.count <= 5, firstLetters[letters.count] >> UInt64(first & 63) & 1 == 1 else { return false }
        var packed: UInt64 = 0
        for letter in letters {
            guard letter < 0x80 else { return false }
            packed = packed << 8 | UInt64(letter)
        }
        return words.contains(packed)
    }

    /// haha, hahaha, ahahah, jajaja, hehe, xixi, kkkk, hmmm, www, xD: two letters at most, in turns or in a row.
    static func isLaughter(_ letters: UnsafeBufferPointer<UInt32>) -> Bool {
        guard (3...12).contains(letters.count) else { return false }
        guard letters.contains(where: { $0 < 0x80 && laughing >> UInt64($0 & 63) & 1 == 1 }) else { return false }
        let last = letters.count - 1
        let inTurns = letters.count >= 4 && (2...last).allSatisfy { letters[$0] == letters[$0 - 2] }
        let inARow = (2...last).allSatisfy { letters[$0] == letters[1] }
        return inTurns || inARow
    }

    /// A set of small letters: bits by the last six of their code points.
    private static func letters(_ some: some Sequence<UInt8>) -> UInt64 { some.reduce(0) { $0 | 1 << UInt64($1 & 63) } }

    private static let laughing = letters("hjkxmw".utf8)

    private static let list = [
        "ok", "okay", "lol", "lmao", "xd", "omg", "wtf", "hm", "mm", "ah", "oh", "eh", "uh", "um", "wow", "yay", "pls",
        "plz", "thx", "gg", "rip", "btw", "imo", "idk", "fyi", "asap", "diy", "www", "http", "https", "ha", "aha",
        "ooh", "aww", "ugh", "hey", "tv", "pc", "app", "usa", "url", "pdf", "jpg",
    ]

    /// By the length of a word: with which letters one begins. Nearly all words are seen by it to be none.
    private static let firstLetters = (0...5).map { length in
        letters(list.filter { $0.utf8.count == length }.compactMap(\.utf8.first))
    }

    private static let words = Set(list.map { $0.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } })
}
