/// Texts of different scripts in columns: a Chinese character takes two.
public enum Columns {
    public static func width(_ text: some StringProtocol) -> Int {
        text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    /// East Asian Width W and F by block, marks and joiners none (UAX #11).
    public static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x200B...0x200D, 0xFE00...0xFE0F: return 0
        case 0x0300...0x036F: return 0
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
            0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default:
            guard scalar.value > 0x2FF else { return 1 }
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: return 0
            default: return 1
            }
        }
    }

    public static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - self.width(text)))
    }

    /// Rows with their columns aligned, two spaces between; nothing is put behind the last one.
    public static func table(_ rows: [[String]], painted styles: [Terminal.Style?], by terminal: Terminal) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? width($0[column]) : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, text in
                let padded = column == row.count - 1 ? text : pad(text, to: widths[column])
                return styles[column].map { terminal.paint(padded, $0) } ?? padded
            }.joined(separator: "  ")
        }
    }

    /// Cut to a width, with … where something was cut.
    public static func cut(_ text: String, to width: Int) -> String {
        guard self.width(text) > width, width > 0 else { return text }
        var cut = ""
        var used = 1
        for character in text {
            let next = self.width(String(character))
            if used + next > width { break }
            cut.append(character)
            used += next
        }
        return cut + "…"
    }
}
