import Testing

@testable import TextForms

/// Unicode's own tests of its own version. Debian: apt-get install unicode-data bzip2.
@Suite struct ConformanceTests {
    static let normalization = TestData.ucd + "/NormalizationTest.txt.bz2"
    static let wordBreaks = TestData.ucd + "/auxiliary/WordBreakTest.txt"

    @Test func theTablesStateTheirVersion() {
        #expect(UnicodeVersion.current == "15.0.0")
    }

    // Skipped where the package unicode-data is not installed.
    @Test(.enabled(if: TestData.exists(normalization), "needs Debian's unicode-data"))
    func normalizationTest() {
        let lines = TestData.lines(of: Self.normalization)
        #expect(lines.count > 18_000)
        for line in lines {
            let columns = line.split(separator: ";").prefix(5).map { TestData.text($0) }
            guard columns.count == 5 else { continue }
            var holds = true
            for (index, column) in columns.enumerated() {
                holds = holds && NormalForm.nfc.apply(column).bytes == columns[index < 3 ? 1 : 3]
                holds = holds && NormalForm.nfkc.apply(column).bytes == columns[3]
            }
            #expect(holds, "\(line)")
            // Texts that are canonically the same fold the same.
            #expect(Folding.fold(columns[0]).bytes == Folding.fold(columns[2]).bytes, "folding \(line)")
        }
    }

    // Skipped where the package unicode-data is not installed.
    @Test(.enabled(if: TestData.exists(wordBreaks), "needs Debian's unicode-data"))
    func wordBreakTest() {
        let lines = TestData.lines(of: Self.wordBreaks)
        #expect(lines.count > 1_800)
        for line in lines {
            var bytes: [UInt8] = []
            var breaks: [Int] = []
            for part in line.prefix(while: { $0 != "#" }).split(whereSeparator: \.isWhitespace) {
                switch part {
                case "÷": breaks.append(bytes.count)
                case "×": break
                default: bytes += TestData.text(part)
                }
            }
            let found = (0...bytes.count).filter { WordBreaks.isStandardBoundary(in: bytes, at: $0) }
            #expect(found == breaks, "\(line)")
        }
    }

    /// Another implementation's answers, see Scripts/make-unicode-tables.
    @Test func foldsAsUnicodedataDoes() {
        for line in foldingVectors.split(separator: "\n") {
            let columns = line.split(separator: ";", omittingEmptySubsequences: false).map { TestData.text($0) }
            #expect(Folding.fold(columns[0]).bytes == columns[1], "\(line)")
        }
    }
}
