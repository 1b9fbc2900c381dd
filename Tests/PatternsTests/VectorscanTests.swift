import Patterns
import Testing

/// Vectorscan 5.4.9 missed literals of small sets in texts of more than 64 bytes (`LiteralSet.padding`).
@Suite struct VectorscanTests {
    /// Every place in texts of every length up to 160, for sets of one to four.
    @Test(arguments: [
        ["straße"], ["straße", "free"], ["加微信", "x1"], ["clad", "mstk", "e加r"], ["abc", "ltd", "ms", "kk"],
    ])
    func smallSetsMissNothing(_ words: [String]) throws {
        let literals = words.map { Array($0.utf8) }
        let set = try LiteralSet(literals)
        let scanner = try #require(LiteralScanner(set))
        let filter = try PatternFilter(literals.map { $0.map { "\\x" + String($0, radix: 16) }.joined() })
        let filterScanner = try #require(FilterScanner(filter))
        var missed = 0
        let word = literals[0]
        for length in stride(from: word.count, through: 160, by: 3) {
            for place in 0...(length - word.count) {
                var text = (0..<length).map { Array("abcdefgh ijkrst".utf8)[($0 * 7 + place) % 15] }
                text.replaceSubrange(place..<place + word.count, with: word)
                if !scanner.scan(text).contains(.init(literal: 0, end: Int32(place + word.count))) { missed += 1 }
                if filterScanner.scan(text)?.contains(0) != true { missed += 1 }
            }
        }
        #expect(missed == 0)
    }
}
