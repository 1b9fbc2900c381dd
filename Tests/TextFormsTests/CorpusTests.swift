import Testing

@testable import TextForms

/// What people wrote, where it is there.
@Suite struct CorpusTests {
    // Skipped if the corpora are not next to the package.
    @Test(.enabled(if: TestData.exists(TestData.corpora), "needs the corpora beside the package"))
    func everyTextFolds() {
        var buffer = FoldingBuffer()
        var text = FoldedText()
        var again = FoldedText()
        let paths = String(decoding: TestData.output(of: "find '\(TestData.corpora)' -type f | sort"), as: UTF8.self)
        for path in paths.split(separator: "\n") {
            var texts = 0
            var changed = 0
            var beyondCase = 0
            for line in TestData.output(of: "cat '\(path)'").split(separator: 0x0A) {
                let line = Array(line)
                buffer.fold(line, into: &text)
                if !text.isIdentity { buffer.fold(text.bytes, into: &again) }
                if !again.isIdentity { Issue.record("\(path): \(String(decoding: line, as: UTF8.self))") }
                texts += 1
                if !text.isIdentity { changed += 1 }
                if text.bytes != line.map(Self.plainlyFolded) { beyondCase += 1 }
            }
            print(
                "\(path.split(separator: "/").suffix(2).joined(separator: "/")): \(texts) lines, \(changed) folded, \(beyondCase) beyond case"
            )
        }
    }

    /// Small letters, and spaces for the tabs of the files' columns.
    private static func plainlyFolded(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte == 0x09 ? 0x20 : byte
    }
}
