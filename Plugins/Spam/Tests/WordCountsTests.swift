import Testing

@testable import SpamPlugin

@Suite struct WordCountsTests {
    /// A post of these words.
    private func post(_ words: [UInt32]) -> FeatureVector {
        FeatureVector(slots: words.map { $0 << 10 }, ends: [Int32(words.count), Int32(words.count)])
    }

    @Test func saysWhatWordsAreMoreOftenIn() {
        var counts = WordCounts()
        #expect(counts.evidence(post([1, 2])) == 0)
        for number in 0..<10 {
            counts.add(post([1, 2, 100 + UInt32(number)]), isSpam: true)
            counts.add(post([3, 2, 200 + UInt32(number)]), isSpam: false)
        }
        #expect(counts.evidence(post([1])) > 2)
        #expect(counts.evidence(post([3])) < -2)
        // Both have it as often, and nobody has that.
        #expect(abs(counts.evidence(post([2]))) < 0.01)
        #expect(counts.evidence(post([999])) == 0)
        // Words that were never seen do not thin it.
        #expect(counts.evidence(post([1, 998, 999])) == counts.evidence(post([1])))
    }

    /// Multinomial naive Bayes by hand: 2 words of spam, 3 of the rest, 3 different ones, 0.3 added to each count.
    @Test func isNaiveBayes() {
        var counts = WordCounts()
        counts.add(post([1, 2]), isSpam: true)
        counts.add(post([2, 3]), isSpam: false)
        counts.add(post([3]), isSpam: false)
        // ln (1.3 / (2 + 0.9)) - ln (0.3 / (3 + 0.9))
        #expect(abs(counts.evidence(post([1])) - 1.7626) < 0.001)
        // ln (0.3 / 2.9) - ln (2.3 / 3.9)
        #expect(abs(counts.evidence(post([3])) - -1.7406) < 0.001)
        // Both, by the square root of two.
        #expect(abs(counts.evidence(post([1, 3])) - (1.7626 - 1.7406) / Float(2).squareRoot()) < 0.001)
    }

    @Test func whatIsRemovedWasNeverThere() {
        var (one, other) = (WordCounts(), WordCounts())
        one.add(post([1, 2]), isSpam: true)
        one.add(post([2, 3]), isSpam: false)
        other.add(post([2, 3]), isSpam: false)
        one.remove(post([1, 2]), isSpam: true)
        for words: [UInt32] in [[1], [2], [3], [1, 2, 3]] {
            #expect(one.evidence(post(words)) == other.evidence(post(words)))
        }
    }

    /// What is told of the words adds up to what is said.
    @Test func contributionsAddUp() {
        var counts = WordCounts()
        counts.add(post([1, 2]), isSpam: true)
        counts.add(post([2, 3]), isSpam: false)
        let asked = post([1, 2, 3, 999])
        var weights = [Float](repeating: 0, count: 4)
        counts.addContributions(asked, 0.5, to: &weights)
        #expect(abs(weights.reduce(0, +) - counts.evidence(asked) * 0.5) < 0.0001)
        #expect(weights[0] > 0)
        #expect(weights[2] < 0)
        #expect(weights[3] == 0)
    }
}
