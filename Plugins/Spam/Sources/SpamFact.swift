internal import Moderation

/// The model's features other than words. The numbers are part of the features' hashes: they never change.
enum SpamFact: UInt8, CaseIterable, Sendable {
    case length = 1
    case digits, digitShare, capitals, capitalWords, exclamations, questions, money, punctuation, invisible, emoji
    case digitRun, links, host, domainEnding, path, disguise, contact, mention, hashtag, accountAge, reply, authorNumber
    case mixedScripts, wordShape, words, differentWords, differentCharacters

    /// Whether a link or a contact in the post shows it.
    var hasPlace: Bool {
        switch self {
        case .host, .domainEnding, .path, .disguise, .contact: true
        default: false
        }
    }

    /// What a piece of a post is called that shows it.
    var name: String {
        switch self {
        case .contact: "contact details"
        case .disguise: "a disguised link to"
        default: "a link to"
        }
    }

    /// The fact that stands for all that are about the same thing: those are one reason.
    var topic: SpamFact {
        switch self {
        case .length, .words, .differentWords, .differentCharacters: .length
        case .digits, .digitShare, .digitRun: .digits
        case .capitals, .capitalWords: .capitals
        default: self
        }
    }

    /// In a moderator's words, without a word of the post. `number` is what was counted.
    func description(_ number: Int) -> String {
        switch self {
        case .length:
            number < 60
                ? "a short text (\(number) characters)"
                : number > 400 ? "a long text (\(number) characters)" : "a text of \(number) characters"
        case .words: "\(number) words"
        case .differentWords: "\(number) different words"
        case .differentCharacters: "\(number) different characters"
        case .digits: number == 0 ? "no digits" : number == 1 ? "one digit" : "\(number) digits"
        case .digitShare: number == 0 ? "no digits" : "\(number) % of it are digits"
        case .digitRun: number >= 12 ? "a number of 12 digits or more" : "a number of \(number) digits"
        case .capitals: number == 0 ? "no capital letters" : "\(number) % of its letters are capitals"
        case .capitalWords:
            number == 0 ? "no words in capitals" : number == 1 ? "a word in capitals" : "\(number) words in capitals"
        case .exclamations:
            number == 0 ? "no exclamation mark" : number == 1 ? "an exclamation mark" : "\(number) exclamation marks"
        case .questions: number == 0 ? "no question" : number == 1 ? "a question" : "\(number) question marks"
        case .money: "a sign of money or percent"
        case .punctuation: number < 4 ? "little punctuation (\(number) %)" : "\(number) % of it is punctuation"
        case .invisible: "invisible characters"
        case .emoji: number == 1 ? "an emoji" : "\(number) emoji"
        case .links: number == 0 ? "no link" : number == 1 ? "a link" : "\(number) links"
        case .host, .domainEnding, .path, .disguise, .contact: name
        case .mention: "a mention"
        case .hashtag: "a hashtag"
        case .accountAge: number < 48 ? "a new account (\(number) hours)" : "an account of \(number / 24) days"
        case .reply: "it replies to a post"
        case .authorNumber: "a number of the author: \(number)"
        case .mixedScripts: "mixed scripts in a word"
        case .wordShape: "letters and digits in one word"
        }
    }
}
