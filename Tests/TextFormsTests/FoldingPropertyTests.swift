import Testing

@testable import TextForms

/// What holds for any text. A failure names its seed.
@Suite struct FoldingPropertyTests {
    static let seeds: ClosedRange<UInt64> = 1...3_000

    @Test func foldingTwiceIsFoldingOnce() {
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let bytes = generator.bytes(invalid: true, flags: true)
            let text = Folding.fold(bytes)
            let again = Folding.fold(text.bytes)
            #expect(again.bytes == text.bytes, "seed \(seed)")
            #expect(again.isIdentity, "seed \(seed)")
            #expect(again.keepsOffsets, "seed \(seed)")
            #expect(text.isIdentity == (text.bytes == bytes), "seed \(seed)")
            #expect(Array(String(decoding: text.bytes, as: UTF8.self).utf8) == text.bytes, "valid UTF-8, seed \(seed)")
        }
    }

    /// Every range has bytes of the original, and a range that begins or ends later has none that begin or end earlier.
    @Test func theMapIsTotalAndMonotone() {
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let bytes = generator.bytes(invalid: true, flags: true)
            let text = Folding.fold(bytes)
            var last = 0..<0
            var holds = true
            for offset in 0..<text.bytes.count {
                let range = text.original(of: offset..<offset + 1)
                holds = holds && !range.isEmpty && range.upperBound <= bytes.count
                holds = holds && range.lowerBound >= last.lowerBound && range.upperBound >= last.upperBound
                // Two units share no byte.
                holds = holds && (range == last || range.lowerBound >= last.upperBound)
                last = range
                holds = holds && text.original(of: offset..<offset) == range.lowerBound..<range.lowerBound
            }
            #expect(holds, "seed \(seed)")
            let end = text.original(of: text.bytes.count..<text.bytes.count)
            #expect(end == last.upperBound..<last.upperBound, "seed \(seed)")
            #expect(text.original(of: 0..<Int.max) == text.original(of: 0..<text.bytes.count), "seed \(seed)")
        }
    }

    /// The evidence folds to what was found, expanded to whole units: in texts without regional indicators, whose
    /// meaning depends on their whole run.
    @Test func evidenceFoldsToWhatWasFound() {
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let bytes = generator.bytes(invalid: true, flags: false)
            let text = Folding.fold(bytes)
            guard !text.bytes.isEmpty else { continue }
            for _ in 0..<8 {
                let lower = Int.random(in: 0..<text.bytes.count, using: &generator)
                let range = lower..<Int.random(in: lower + 1...text.bytes.count, using: &generator)
                let unit = text.unit(around: range)
                let original = text.original(of: range)
                #expect(unit.lowerBound <= range.lowerBound, "seed \(seed)")
                #expect(unit.upperBound >= range.upperBound, "seed \(seed)")
                #expect(text.original(of: unit) == original, "seed \(seed)")
                #expect(Folding.fold(Array(bytes[original])).bytes == Array(text.bytes[unit]), "seed \(seed) \(range)")
            }
        }
    }

    @Test func canonicallyTheSameFoldsTheSame() {
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let bytes = generator.bytes(invalid: false, flags: true)
            #expect(Folding.fold(NormalForm.nfc.apply(bytes).bytes).bytes == Folding.fold(bytes).bytes, "seed \(seed)")
        }
    }

    /// One scalar at a time, all of them: total and stable.
    @Test func everyScalar() {
        var buffer = FoldingBuffer()
        var text = FoldedText()
        var again = FoldedText()
        for value in UInt32(0)..<0x110000 {
            // Planes without characters, but for their ends.
            if (0x40000..<0xE0000).contains(value), value & 0xFFFF < 0xFFF0 { continue }
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            buffer.fold(bytes, into: &text)
            buffer.fold(text.bytes, into: &again)
            if again.bytes != text.bytes || text.bytes.count > 11 * bytes.count {
                Issue.record("U+\(String(value, radix: 16))")
            }
        }
    }

    /// Much of what makes folding read again: in a bounded number of steps a scalar. The first takes a megabyte.
    @Test(arguments: [
        "\u{301}", "\u{301}\u{323}", "e\u{301}", "\u{345}\u{301}", "\u{338}", "\u{200B}", "🇺", "🇺🇸🇿", "\u{1161}",
        "\u{1100}\u{1161}\u{11A8}", "\u{5B0}\u{323}\u{301}", "e\u{200B}\u{200B}\u{301}\u{200B}", "ﷺ", "\r", "，",
        "\u{F8FF}",
        "\u{FFFF}", "\u{10FFFF}", "\u{378}", "\u{DCF}", "\u{5B0}\u{345}",
    ])
    func linear(_ piece: String) {
        let bytes = Array(
            repeatElement(Array(piece.utf8), count: (piece == "\u{301}" ? 1 << 20 : 1 << 16) / piece.utf8.count)
                .joined())
        var buffer = FoldingBuffer()
        var text = FoldedText()
        for prefix in [[], Array("e".utf8)] {
            let bytes = prefix + bytes
            buffer.fold(bytes, into: &text)
            #expect(buffer.rereads <= 3 * bytes.count)
            #expect(text.bytes.count <= 11 * bytes.count)
            #expect(text.segments.count <= bytes.count)
            if !text.bytes.isEmpty { _ = text.original(of: 0..<text.bytes.count) }
        }
    }

    @Test(arguments: [[0x80], [0xFF], [0xC3], [0xE4, 0xB8], [0xF0, 0x9F], [0xCC, 0x81, 0xCC]] as [[UInt8]])
    func survivesInvalid(_ piece: [UInt8]) {
        let bytes = Array(repeatElement(piece, count: 100_000).joined())
        let text = Folding.fold(bytes)
        // A mark that is part of nothing goes, and is outside at the beginning.
        let begin = piece.starts(with: [0xCC, 0x81]) ? 2 : 0
        #expect(text.original(of: 0..<text.bytes.count) == begin..<bytes.count)
    }
}
