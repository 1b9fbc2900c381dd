internal import Moderation

/// What can be asked of the look of a text.
public enum Shape: String, CaseIterable, Sendable {
    /// Other accounts called by name.
    case mentions
    /// Topics marked with a hash.
    case hashtags
    /// Emoji among the visible characters.
    case emojiShare = "emoji_share"
    /// Capitals among the letters that have capitals.
    case capsShare = "caps_share"
    /// How often something stands in a row.
    case repeats
    /// Characters that nobody sees.
    case invisibleCharacters = "invisible_characters"
    /// Words of letters from scripts that look alike.
    case mixedScriptWords = "mixed_script_words"
    /// Digits among the visible characters.
    case digitsShare = "digits_share"
    /// Punctuation and signs among the visible characters.
    case punctuationShare = "punctuation_share"
    /// Bits a character.
    case entropy
    /// Characters of the longest word.
    case longestWord = "longest_word"
    /// How much of the text are links.
    case linkShare = "link_share"

    /// Whether it is a part of the whole, from 0 to 100 %.
    public var isShare: Bool { rawValue.hasSuffix("_share") }

    var form: CheckKeyForm {
        CheckKeyForm(
            rawValue, summary: summary, example: "\(rawValue): \"\(example.value)\"", fires: example.fires,
            passes: example.passes)
    }

    private var summary: String {
        switch self {
        case .mentions: "How many accounts are mentioned (@name)"
        case .hashtags: "How many hashtags there are (#topic, #话题#)"
        case .emojiShare: "How much of the visible text are emoji; nothing holds for fewer than 5 characters"
        case .capsShare: "How many of the letters are capitals; nothing holds for fewer than 10 letters"
        case .repeats: "How often the same 1 to 8 characters are repeated in a row, at most: 'haha' is 2, '!!!!!' is 5"
        case .invisibleCharacters: "Characters that nobody sees, apart from those that emoji and some scripts need"
        case .mixedScriptWords: "Words that mix Latin with Cyrillic, Greek and the like: раypal"
        case .digitsShare:
            "How much of the visible text are digits, links left out; nothing holds for fewer than 5 characters"
        case .punctuationShare:
            "How much of the visible text is punctuation, links left out; nothing holds for fewer than 5 characters"
        case .entropy:
            "How varied the characters are, in bits for each; nothing holds for fewer than 20 characters"
        case .longestWord: "Characters of the longest word of a script with spaces, links left out"
        case .linkShare: "How much of the visible text are links"
        }
    }

    private var example: (value: String, fires: String, passes: String) {
        switch self {
        case .mentions: ("> 5", "'@ana @ben @cem @dan @eve @fay'", "'@ana and @ben'")
        case .hashtags: ("> 8", "'#one #two #three #four #five #six #seven #eight #nine'", "'#one #two'")
        case .emojiShare: ("> 40%", "hot 🔥🔥🔥🔥", "hot today 🔥")
        case .capsShare: ("> 80%", "BUY THIS NOW PLEASE", "Buy this now, please")
        case .repeats: ("> 10", "nooooooooooooooo", "no!!!")
        case .invisibleCharacters: ("> 0", "\"fr\\u200Bee\"", "free")
        case .mixedScriptWords: ("> 0", "\"p\\u0430ypal\"", "paypal")
        case .digitsShare: ("> 50%", "4711 0815 1234 ok", "room 12 is free")
        case .punctuationShare: ("> 50%", "'hi!!! ??? ...'", "hi there, all")
        case .entropy: ("< 2", "abababababababababababab", "the quick brown fox jumps over the lazy dog")
        case .longestWord:
            ("> 45", "aGVsbG8gd29ybGQgdGhpcyBpcyBhIGxvbmcgdGV4dCBpbiBiYXNlNjQ", "a rather ordinary sentence")
        case .linkShare:
            ("> 70%", "http://a.example/one http://b.example/two ok", "a longer text, and http://a.example")
        }
    }
}
