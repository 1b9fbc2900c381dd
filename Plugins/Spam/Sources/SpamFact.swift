internal import Moderation

/// What the model looks at besides words. The numbers are part of the features' hashes: they never change.
enum SpamFact: UInt8, CaseIterable, Sendable {
    case length = 1
    case digits, digitShare, capitals, capitalWords, exclamations, questions, money, punctuation, invisible, emoji
    case digitRun, links, host, domainEnding, path, disguise, contact, mention, hashtag, accountAge, reply, authorNumber
    case mixedScripts

    /// Whether the bytes of the post themselves show it best.
    var hasPlace: Bool {
        switch self {
        case .host, .domainEnding, .path, .disguise, .contact: true
        default: false
        }
    }

    /// In a moderator's words, without a word of the post. `number` is what was counted.
    func description(_ number: Int) -> String {
        switch self {
        case .length: "a text of \(number) characters"
        case .digits: number == 0 ? "no digits" : number == 1 ? "one digit" : "\(number) digits"
        case .digitShare: "\(number) % digits"
        case .capitals: number == 0 ? "no capitals" : "\(number) % capitals"
        case .capitalWords: number == 0 ? "no word in capitals" : "words in capitals: \(number)"
        case .exclamations: number == 0 ? "no exclamation mark" : "exclamation marks: \(number)"
        case .questions: number == 0 ? "no question" : "question marks: \(number)"
        case .money: "a currency sign"
        case .punctuation: "\(number) % punctuation"
        case .invisible: "invisible characters"
        case .emoji: number == 1 ? "an emoji" : "\(number) emoji"
        case .digitRun: "a number of \(number) digits"
        case .links: number == 0 ? "no link" : number == 1 ? "a link" : "\(number) links"
        case .host: "a link to this site"
        case .domainEnding: "the ending of a link's domain"
        case .path: "a link deep into a site"
        case .disguise: "a disguised link"
        case .contact: "a way to make contact"
        case .mention: "a mention"
        case .hashtag: "a hashtag"
        case .accountAge: number < 48 ? "a new account (\(number) hours)" : "an account of \(number / 24) days"
        case .reply: "it answers a post"
        case .authorNumber: "a number of the author: \(number)"
        case .mixedScripts: "mixed scripts in a word"
        }
    }
}
