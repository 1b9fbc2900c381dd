import Moderation
import Testing

@testable import SpamPlugin

@Suite(.timeLimit(.minutes(30))) struct FeatureReaderTests {
    private static func slots(_ text: String) -> Set<UInt32> {
        var reader = FeatureReader()
        reader.read(Community.post(text), now: Community.now, reasons: true)
        return Set(reader.vector.slots[reader.vector.range(of: .words)])
    }

    @Test(arguments: [("加\u{200B}薇信", "加薇信"), ("ＦＲＥＥ money", "free money"), ("賭博", "赌博")])
    func disguiseChangesNoWord(_ a: String, _ b: String) { #expect(Self.slots(a) == Self.slots(b)) }

    @Test func aFeatureCountsOnce() {
        #expect(Self.slots("buy buy buy").count == 4)  // the word, the pair, how it begins, how it ends
    }

    @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000, 1_000_000])
    func anyLengthIsRead(_ count: Int) {
        var reader = FeatureReader()
        for text in [String(repeating: "ab ", count: count / 3), String(repeating: "字", count: count / 3)] {
            reader.read(Community.post(text), now: Community.now, reasons: true)
            #expect(reader.features.count <= FeatureReader.limit)
            #expect(reader.features.count == reader.vector.slots.count)
            #expect(Set(reader.vector.slots).count == reader.vector.slots.count)
        }
    }

    /// What is looked up while posts are judged is what is read for reasons; nothing is left from posts before.
    @Test func thousandsOfPostsLaterNothingIsLeft() {
        var reader = FeatureReader()
        let post = Community.post("You have WON a prize! Call 09061701461")
        reader.read(post, now: Community.now, reasons: true)
        let first = reader.vector.slots
        let other = Community.post("See you at six")
        for _ in 0..<(1 << (32 - SpamModel.bits)) { reader.read(other, now: Community.now) }
        reader.read(post, now: Community.now)
        #expect(reader.vector.slots == first)
        #expect(reader.features.isEmpty)
    }

    /// However long a post is, its links and numbers are not crowded out by its words.
    @Test func aLongPostHasItsFacts() {
        var reader = FeatureReader()
        let words = (0..<900).map { String($0 &* 7919, radix: 36) }.joined(separator: " ")
        reader.read(Community.post(words + " t.me/profit"), now: Community.now, reasons: true)
        #expect(reader.features.contains { $0.fact == .host })
        #expect(reader.features.contains { $0.fact == .length })
    }

    /// What was learned of 300 characters is known of 400: they share all steps but one.
    @Test func whatGrowsSharesItsSteps() {
        func facts(_ text: String) -> Set<UInt32> {
            var reader = FeatureReader()
            reader.read(Community.post(text), now: Community.now, reasons: true)
            return Set(reader.vector.slots[reader.vector.range(of: .facts)])
        }
        let (short, long) = (
            facts("word " + String(repeating: "ab ", count: 90)), facts("word " + String(repeating: "ab ", count: 140))
        )
        #expect(short.intersection(long).count * 10 > short.count * 7)
    }
}
