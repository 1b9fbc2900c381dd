import Moderation
import Testing

@Suite struct WordingTests {
    @Test(
        arguments: [
            (0.0, "0"), (4, "4"), (1.5, "1.5"), (-2.25, "-2.25"), (0.1 + 0.2, "0.3"), (-0.5, "-0.5"), (1000, "1000"),
            (1.0 / 3, "0.333"), (-0.0, "0"),
        ] as [(Double, String)])
    func numbersAsPeopleWriteThem(_ number: Double, _ text: String) {
        #expect(number.plain == text)
    }

    @Test(
        arguments: [("bdoy", "body"), ("titel", "title"), ("acton", "action"), ("xyzzy", nil), ("examples", nil)]
            as [(String, String?)])
    func nearest(_ word: String, _ expected: String?) {
        #expect(DidYouMean.nearest(to: word, among: ["body", "title", "action", "examples"]) == expected)
    }
}
