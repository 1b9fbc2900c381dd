public struct FoldedText: Sendable {
    public let bytes: [UInt8]
    let map: [Int]
    public func original(of range: Range<Int>) -> Range<Int> { map[range.lowerBound]..<map[range.upperBound] }
}
public enum Folding {
    public static func fold(_ s: Unicode.Scalar) -> [Unicode.Scalar] {
        if s.value == 0x200B || s.value == 0xAD { return [] }
        if (0xFF01...0xFF5E).contains(s.value) {
            return Array(Unicode.Scalar(s.value - 0xFEE0)!.properties.lowercaseMapping.unicodeScalars)
        }
        if s == "ß" { return ["s", "s"] }
        if s == "\t" || s == "\u{3000}" { return [" "] }
        return Array(s.properties.lowercaseMapping.unicodeScalars)
    }
    public static func fold(_ b: [UInt8]) -> FoldedText {
        var out: [UInt8] = []
        var map: [Int] = []
        var at = 0
        for s in String(decoding: b, as: UTF8.self).unicodeScalars {
            for f in fold(s) { for x in Array(String(f).utf8) { out.append(x); map.append(at) } }
            at += UTF8.width(s)
        }
        map.append(at)
        return FoldedText(bytes: out, map: map)
    }
}
public enum WordBreaks {
    static func cls(_ s: Unicode.Scalar?) -> Int {
        guard let s else { return 0 }
        switch s.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x2E80...0x2FDF, 0x3005...0x3007, 0x3040...0x30FF,
            0x3400...0x4DBF, 0x4E00...0x9FFF:
            return 0
        default: return s.properties.isAlphabetic || s.properties.numericType != nil || s == "_" ? 1 : 0
        }
    }
    public static func isWholeWord(_ r: Range<Int>, in b: [UInt8]) -> Bool {
        let before = Array(String(decoding: b[..<r.lowerBound], as: UTF8.self).unicodeScalars),
            inner = Array(String(decoding: b[r], as: UTF8.self).unicodeScalars),
            after = Array(String(decoding: b[r.upperBound...], as: UTF8.self).unicodeScalars)
        return !(cls(before.last) == 1 && cls(inner.first) == 1) && !(cls(inner.last) == 1 && cls(after.first) == 1)
    }
    public static func hasNoWord(in b: ArraySlice<UInt8>) -> Bool {
        !String(decoding: b, as: UTF8.self).unicodeScalars.contains {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
    }
}
