internal import TextForms

/// Letters that Unicode keeps for a style (mathematical, full-width, in circles, small capitals): what they fold to.
enum StyledLetters {
    private static let blocks: [ClosedRange<UInt32>] = [
        0x1D00...0x1DBF, 0x2070...0x209F, 0x2100...0x214F, 0x2460...0x24FF, 0xFF21...0xFF5A, 0x1D400...0x1D7FF,
        0x1F110...0x1F189,
    ]

    /// From what on any is.
    static let first: UInt32 = 0x1D00

    /// By block: what each of its characters becomes; 0 where that is no single letter.
    private static let plain: [[UInt32]] = blocks.map { block in
        block.map { value in
            guard let scalar = Unicode.Scalar(value) else { return 0 }
            let folded = Folding.fold(scalar)
            return folded.count == 1 && folded[0].properties.isAlphabetic ? folded[0].value : 0
        }
    }

    static func plain(_ scalar: UInt32) -> UInt32? {
        guard let block = blocks.firstIndex(where: { $0.contains(scalar) }) else { return nil }
        let letter = plain[block][Int(scalar - blocks[block].lowerBound)]
        return letter == 0 ? nil : letter
    }
}
