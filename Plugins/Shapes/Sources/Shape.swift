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

    var form: CheckKeyForm { CheckKeyForm(rawValue, summary: summary, example: "\(rawValue): \"> \(limit)\"") }

    private var summary: String {
        switch self {
        case .mentions: "How many accounts are mentioned (@name)"
        case .hashtags: "How many hashtags there are (#topic, #话题#)"
        case .emojiShare: "How much of the visible text are emoji; nothing holds for fewer than 5 characters"
        case .capsShare: "How many of the letters are capitals; nothing holds for fewer than 10 letters"
        case .repeats: "How often the same 1 to 8 characters stand in a row at the most: 'haha' is 2, '!!!!!' is 5"
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

    private var limit: String {
        switch self {
        case .mentions: "5"
        case .hashtags: "8"
        case .emojiShare: "40%"
        case .capsShare: "80%"
        case .repeats: "10"
        case .invisibleCharacters, .mixedScriptWords: "0"
        case .digitsShare: "50%"
        case .punctuationShare: "50%"
        case .entropy: "7"
        case .longestWord: "45"
        case .linkShare: "70%"
        }
    }
}
