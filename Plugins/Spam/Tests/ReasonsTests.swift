import Moderation
import Testing

@testable import SpamPlugin

/// What a moderator reads: `why: 'guaranteed profit', a link to 't.me/x'`.
@Suite(.timeLimit(.minutes(30))) struct ReasonsTests {
    private static func reasons(_ text: String, _ memory: SpamMemory, age: Double? = nil) -> [(String, Double)] {
        memory.score(Community.post(text, age: age), now: Community.now).reasons.map { reason in
            let quote = reason.range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
            return ([reason.name, quote].compactMap { $0 }.joined(separator: " "), reason.weight)
        }
    }

    @Test func aLinkIsOneReasonAndNoFragment() {
        let found = Self.reasons("guaranteed profit, see https://t.me/gain/abc now", Community.taught())
        let links = found.filter { $0.0.contains("t.me") || $0.0.contains("https") }
        #expect(links.map(\.0) == ["a link to https://t.me/gain/abc"], "\(found)")
        #expect(links.allSatisfy { $0.1 > 0 })
    }

    /// Words that hold sentences together tell nothing by themselves, in neither language.
    @Test(arguments: Community.spam + Community.fine + ["the of and", "你 我 的", "http https www com"])
    func noWordThatSaysNothingStandsAlone(_ text: String) {
        for (reason, _) in Self.reasons(text, Community.taught()) {
            let words = reason.lowercased().split(separator: " ")
            #expect(words.count > 1 || !FunctionWords.all.contains(Array(reason.lowercased().utf8)), "\(reason)")
        }
    }

    @Test func oneIdeographIsShownWithItsNeighbour() {
        let memory = SpamMemory(base: nil)
        for number in 0..<12 {
            memory.learn(Community.lesson("今天\(number)元卖号了", .reject))
            memory.learn(Community.lesson("今天\(number)元买菜了", .approve))
        }
        memory.settle()
        let texts = Self.reasons("今天买了卖了", memory).map(\.0).filter { !$0.contains("text") && !$0.contains("no ") }
        #expect(!texts.isEmpty, "\(texts)")
        #expect(texts.allSatisfy { $0.count > 1 }, "\(texts)")
    }

    /// Length, words and how they repeat are one thing to a reader, and so are all ways to count digits.
    @Test func whatSaysTheSameIsSaidOnce() {
        for text in Community.spam + ["1 2 3 4 5 6 7 8 9 10 11 12345678901234567890 profit"] {
            let names = Self.reasons(text, Community.taught(), age: 3600).map(\.0)
            #expect(names.count { $0.contains("digits") || $0.contains("digit") } <= 1, "\(names)")
            #expect(names.count { $0.contains("characters)") || $0.contains("words") } <= 1, "\(names)")
            #expect(Set(names).count == names.count)
        }
    }
}
