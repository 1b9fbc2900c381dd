import Moderation
import Testing

@testable import SpamPlugin

/// Lessons and questions as a community would give them.
enum Community {
    static let now = Instant(seconds: 1_795_512_600)

    static func post(_ text: String, author: String? = nil, age: Double? = nil) -> ExaminedPost {
        var post = Post()
        post.add(.body, .text(Array(text.utf8)))
        if let author { post.add(Field("author.id"), .text(Array(author.utf8))) }
        if let age { post.add(.authorCreatedAt, .time(Instant(seconds: 1_795_512_600 - age))) }
        return ExaminedPost(post, receivedAt: now)
    }

    static func lesson(_ text: String, _ word: Decision.Word, author: String? = nil, id: String? = nil) -> Lesson {
        Lesson(post(text, author: author), Decision(word, by: "mo", at: now), id: id ?? text)
    }

    static let spam = [
        "Guaranteed profit, write to t.me/profit", "guaranteed profit every day, join t.me/gain now",
        "Earn guaranteed money at t.me/cash", "WIN guaranteed prizes t.me/prize", "稳赚不赔，加群 t.me/zhuan",
        "稳赚项目 t.me/qian 日入过千", "profit guaranteed!!! t.me/more", "guaranteed income t.me/easy 2000 a day",
    ]
    static let fine = [
        "Milk went from 3.50 to 4.20 in my street", "My rent is 2000 a month, and yours?",
        "Hello, I am new here, from Xi'an",
        "I wrote down what we paid at the hospital", "今天的天气真好，去公园了", "我房租三千五，你们呢", "What did you cook today?",
        "My cat opened the rice cooker again",
    ]

    /// Taught the posts above, some times over with small changes.
    static func taught(rounds: Int = 3, base: BaseModel? = nil) -> SpamMemory {
        let memory = SpamMemory(base: base)
        for round in 0..<rounds {
            for (bad, good) in zip(spam, fine) {
                memory.learn(lesson(bad + " no \(round)", .reject))
                memory.learn(lesson(good + " no \(round)", .approve))
            }
        }
        memory.settle()
        return memory
    }

    static func probability(_ text: String, _ memory: SpamMemory) -> Double {
        memory.score(post(text), now: now).probability
    }
}
