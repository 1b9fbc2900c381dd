internal import TextForms

/// What browsers make of a character in a host (UTS #46, in short): compatibility forms become plain, letters of other
/// scripts stay.
enum HostMapping {
    static func map(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        switch scalar.value {
        case 0..<0x80: return Array(scalar.properties.lowercaseMapping.unicodeScalars)
        case 0xFF01...0xFF5E:
            return Unicode.Scalar(scalar.value - 0xFEE0).map { map($0) } ?? [scalar]
        case 0x200B...0x200F, 0x2060...0x2064, 0xFE00...0xFE0F, 0xAD, 0xFEFF, 0x202A...0x202E, 0x2066...0x2069:
            return []
        // Letter-like symbols, enclosed and mathematical letters, presentation forms.
        case 0x2100...0x214F, 0x2460...0x24FF, 0xFB00...0xFDFF, 0xFE70...0xFEFC, 0x1D400...0x1D7FF, 0x1F100...0x1F1FF:
            return Folding.fold(scalar)
        default: return Array(scalar.properties.lowercaseMapping.unicodeScalars)
        }
    }
}
