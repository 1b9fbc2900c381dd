import Moderation
import Testing

@testable import FloodsPlugin

/// Which texts are nearly the same.
@Suite struct NearDuplicateTests {
    private func isFound(_ text: String, beside first: String) throws -> Bool {
        var desk = try Desk("similar_posts: {count: \"> 1\", within: 1 day}")
        desk.judge(first)
        return !desk.judge(text).findings.isEmpty
    }

    @Test(arguments: [
        // Halves that change places.
        ("win big prizes, join our group", "join our group, win big prizes"),
        ("2577 97316开店", "97316开店 2577"),
        // A link with other signs in it, and without what all links begin with.
        ("http://prizes-today.com/winners", "ht-tp:/ /prizes - to.day . c🎁om / winn_ers"),
        ("https://www.prizes-today.com/winners", "prizes-today.com/winners"),
        ("fwqc88https://t.me/+1VhJhLYiuS1hNDE1Dr-TG", "⭐️fwqc88h❤️ttps://😂t.me/+1💯VhJhLYiuS1hNDE1❤️Dr-T💯G"),
        // Another number and another link.
        ("Your code is waiting: 4711, see http://a.top/1", "Your code is waiting: 80213, see https://bcd.top/xyz"),
        // Look-alike letters, digits for letters, short forms.
        ("free gifts today for every new member", "fr3e g1fts t0day f0r 3very nеw m3mber"),
        ("please send the money today", "plz snd the mny tdy please"),
        // A signature.
        ("Cheap watches, same day delivery to you", "Cheap watches, same day delivery to you - sent by Ann"),
    ])
    func same(_ first: String, _ second: String) throws {
        #expect(try isFound(second, beside: first))
        #expect(try isFound(first, beside: second))
    }

    @Test(arguments: [
        // A line quoted from a story.
        (
            "We drove all night and the dog slept on my coat, then the engine died near the bridge, and my sister laughed"
                + " until the farmer came with his tractor and took all of us to the next village for soup",
            "my sister laughed until the farmer came with his tractor and took all of us"
        ),
        // A few shingles in common.
        ("I'm coming home 4 dinner", "Is it working"),
        ("Can you please send me my aunty's number", "On ma way to school. Can you pls send me ashley's number"),
        // Links to two places.
        ("http://first-example.com/page", "http://another-site.org/welcome"),
        ("https://www.youtube.com/watch?v=abcdefgh", "https://www.youtube.com/watch?v=zyxwvuts1"),
        // The same clauses of notices in another order.
        ("您的快递已到小区门口请尽快领取", "请到小区门口领取您的快递已尽快"),
    ])
    func different(_ first: String, _ second: String) throws {
        #expect(try !isFound(second, beside: first))
        #expect(try !isFound(first, beside: second))
    }
}
