/// Words that are written in any language and tell none: laughter, agreement, what the internet shares.
enum NeutralWords {
    /// Lower case, the letters' code points.
    static func contains(_ letters: UnsafeBufferPointer<UInt32>) -> Bool {
        guard letters.count <= 12, let first = letters.first, first < 0x80 else { return false }
        if isLaughter(letters) { return true }
        guard letters.count <= 5 else { return false }
        var packed: UInt64 = 0
        for letter in letters {
            guard letter < 0x80 else { return false }
            packed = packed << 8 | UInt64(letter)
        }
        return words.contains(packed)
    }

    /// haha, hahaha, ahahah, jajaja, hehe, xixi, kkkk, hmmm, www, xD: two letters at most, in turns or in a row.
    private static func isLaughter(_ letters: UnsafeBufferPointer<UInt32>) -> Bool {
        guard letters.count >= 3 else { return false }
        let laughing: (UInt32) -> Bool = { [0x68, 0x6A, 0x6B, 0x78, 0x6D, 0x77].contains($0) }
        guard letters.contains(where: laughing) else { return false }
        let last = letters.count - 1
        let inTurns = letters.count >= 4 && (2...last).allSatisfy { letters[$0] == letters[$0 - 2] }
        let inARow = (2...last).allSatisfy { letters[$0] == letters[1] }
        return inTurns || inARow
    }

    private static let words = Set(
        [
            "ok", "okay", "lol", "lmao", "xd", "omg", "wtf", "hm", "mm", "ah", "oh", "eh", "uh", "um", "wow", "yay",
            "pls", "plz", "thx", "gg", "rip", "btw", "imo", "idk", "fyi", "asap", "diy", "www", "http", "https", "ha",
            "aha", "ooh", "aww", "ugh", "hey", "tv", "pc", "app", "usa", "url", "pdf", "jpg",
        ].map { $0.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } })
}
