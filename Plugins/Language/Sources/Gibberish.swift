/// Whether text looks like none of the languages of its script that the model knows: typing at random, keys and tokens,
/// other languages. Nearly all n-grams of 4 and 5 characters of a real word are known, even of words that are not: what
/// each that is or is not says was found by logistic regression, on messages of programs in 100 languages against random
/// typing and languages that the model does not know. In sixteenths of a nat.
struct Gibberish: Sendable {
    /// What a word says that is among the commonest, and any other before its n-grams are looked at.
    let knownWord: Int16
    let otherWord: Int16
    /// By lengths 1, 2, 3 and 5 of n-grams that are not known; 4, 5 and whole words that are.
    let signs: Signs
    /// What any text says: few are gibberish.
    let head: Int32
    /// What each nat says that the likeliest language is behind what single words are likeliest to be, in eighths: words of
    /// one language agree.
    let disagreement: Int32
    /// What each nat says that it is ahead of the second, in eighths: none is far ahead by chance.
    let margin: Int32
    /// What each word says for itself.
    let word: Int32
    /// A name in a short sentence is no proof: no text has more of disagreement for each word.
    private static let mostBehind: Int32 = 24
    private static let mostMargin: Int32 = 128

    /// What an n-gram says, by its length and whether the model knows it. The table lives as long as the program.
    struct Signs: Sendable {
        private nonisolated(unsafe) let table: UnsafePointer<Int16>

        init(unknown: (Int16, Int16, Int16, Int16), known: (Int16, Int16, Int16)) {
            let table = UnsafeMutablePointer<Int16>.allocate(capacity: 16)
            table.initialize(repeating: 0, count: 16)
            (table[2], table[4], table[6], table[10]) = unknown
            (table[9], table[11], table[13]) = known
            self.table = UnsafePointer(table)
        }

        /// `length` is 7 at most.
        @inline(__always)
        func of(length: UInt16, isKnown: UInt16) -> Int16 { table[Int(length << 1 | isKnown) & 15] }
    }

    /// Of `said` words that say something: the likeliest language is `behind` what each says, and `ahead` of the second.
    func isLikely(_ doubts: Int32, behind: Int32, margin ahead: Int32, said: Int) -> Bool {
        let words = Int32(said)
        let agreement =
            min(behind, Self.mostBehind * words) * disagreement - min(ahead, Self.mostMargin * words) * margin
        return head + doubts + word * words + agreement / 8 > 0
    }

    private static let latin = Gibberish(
        knownWord: -14, otherWord: 17, signs: Signs(unknown: (16, 8, 4, 3), known: (-2, -4, -15)), head: -52,
        disagreement: 3,
        margin: 3, word: 4)
    private static let cyrillic = Gibberish(
        knownWord: -23, otherWord: 9, signs: Signs(unknown: (16, 16, 6, 3), known: (-1, -4, -32)), head: -60,
        disagreement: 8,
        margin: 4, word: 0)
    private static let arabic = Gibberish(
        knownWord: -20, otherWord: 24, signs: Signs(unknown: (17, 9, 0, 1), known: (-11, -20, -24)), head: -72,
        disagreement: 4,
        margin: 2, word: 5)
    /// Chinese characters come in runs of any kind, and the two languages of Devanagari are too near to others.
    private static let never = Gibberish(
        knownWord: 0, otherWord: 0, signs: Signs(unknown: (0, 0, 0, 0), known: (0, 0, 0)), head: -1, disagreement: 0,
        margin: 0, word: 0)

    /// By a script's code.
    static func of(_ script: String) -> Gibberish {
        switch script {
        case "Latn": latin
        case "Cyrl": cyrillic
        case "Arab": arabic
        default: never
        }
    }
}
