internal import Links
internal import TextForms

/// Which Latin letter a letter of another alphabet, or one with a mark, stands for when texts are compared.
enum LetterClasses {
    /// By scalar below `count`: a small letter, 0 for what is left out.
    private static let table: [UInt8] = makeTable()
    private static let count = 0x2000

    /// `a` to `z`; nil for signs and for letters of scripts that have nothing to do with Latin ones, which stay as they are.
    static func latin(_ value: UInt32) -> UInt8? {
        guard value < count else { return nil }
        let letter = table[Int(value)]
        return letter == 0 ? nil : letter
    }

    private static func makeTable() -> [UInt8] {
        var table = [UInt8](repeating: 0, count: count)
        for value in 0x80..<count {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            let plain = Skeleton.plain(scalar)
            if (0x61...0x7A).contains(plain.value) { table[value] = UInt8(plain.value) }
        }
        // Letters with one or two marks, by composing them.
        let marks = (0x300...0x338).compactMap { Unicode.Scalar($0) }
        for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
            var made = [String(Unicode.Scalar(letter))]
            for _ in 0..<2 {
                made = made.flatMap { base in
                    marks.compactMap { mark in
                        var text = base
                        text.unicodeScalars.append(mark)
                        let folded = Folding.fold(text)
                        let scalars = folded.unicodeScalars
                        guard scalars.count == 1, let one = scalars.first, one.value >= 0x80, one.value < count else {
                            return nil
                        }
                        table[Int(one.value)] = letter
                        return folded
                    }
                }
            }
        }
        return table
    }
}
