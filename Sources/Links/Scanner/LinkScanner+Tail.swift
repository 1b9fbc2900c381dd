internal import TextForms

extension LinkScanner {
    /// The port, path, query and fragment behind a host, without the sentence's own punctuation; from the first `/`, `?`
    /// or `#` on (the port is left out of it). Nil where the port is none: then there is no link.
    func tail(from hostEnd: Int, host: [UInt8]) -> Range<Int>? {
        var at = hostEnd
        if at < bytes.count, bytes[at] == UInt8(ascii: ":") {
            var port = 0
            var digits = at + 1
            while digits < bytes.count, Characters.isDigit(bytes[digits]), digits - at < 8 {
                port = port * 10 + Int(bytes[digits] - 0x30)
                digits += 1
            }
            guard port <= 65535 else { return nil }
            if digits > at + 1 { at = digits }
        }
        let start = at
        guard at < bytes.count, [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")].contains(bytes[at]) else {
            return start..<start
        }
        if host == Array("t.co".utf8) { return start..<shortTail(from: start) }
        var open: [Int] = []
        at = walk(from: start, &open)
        if let first = open.first { at = first }
        return start..<trimmed(start, at)
    }

    /// t.co's are letters and digits; what follows belongs to the text.
    private func shortTail(from start: Int) -> Int {
        var at = start
        guard bytes[at] == UInt8(ascii: "/") else { return start }
        at += 1
        while at < bytes.count, Characters.isAlphanumeric(bytes[at]) { at += 1 }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "?") else { return at }
        var open: [Int] = []
        let end = walk(from: at, &open)
        return trimmed(at, open.first ?? end)
    }

    /// To the first byte that no path holds. `open` gets the brackets that nothing closes.
    private func walk(from start: Int, _ open: inout [Int]) -> Int {
        var at = start
        while at < bytes.count, at - start < Self.tailLimit {
            Steps.count()
            let byte = bytes[at]
            if byte >= 0x80 {
                let (scalar, length) = bytes.scalar(at: at)
                guard !Characters.isUnspaced(scalar.value),
                    Characters.isWord(scalar) || [0x2013, 0x2014].contains(scalar.value)
                else { break }
                at += length
                continue
            }
            switch byte {
            case 0...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "`"),
                UInt8(ascii: "\\"), UInt8(ascii: "^"):
                return at
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
                guard open.count < 16 else { return at }
                open.append(at)
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard let last = open.last, bytes[last] == byte - (byte == UInt8(ascii: ")") ? 1 : 2) else { return at }
                open.removeLast()
            case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "'"), UInt8(ascii: "|"):
                if beginsLink(at + 1) || isWide(at) { return at }
            default:
                if !Characters.isAlphanumeric(byte), isWide(at), !Self.widePath.contains(byte) { return at }
            }
            at += 1
        }
        return at
    }

    /// Signs that are still meant as a path when they are written wide.
    private static let widePath = Array("/.-_=&?#%".utf8)

    /// `"a.com/x","b.com/y"`: two links.
    private func beginsLink(_ index: Int) -> Bool {
        bytes.has("http://", at: index) || bytes.has("https://", at: index) || bytes.has("www.", at: index)
    }

    /// Whether an ASCII sign is written as a full-width one, as in Chinese text.
    private func isWide(_ index: Int) -> Bool {
        guard !isASCII else { return false }
        let at = text.original(of: index..<index).lowerBound
        return at < original.count && original[at] >= 0x80
    }

    private func trimmed(_ start: Int, _ end: Int) -> Int {
        var end = end
        while end > start {
            Steps.count()
            switch bytes[end - 1] {
            case UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "!"),
                UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "|"):
                end -= 1
            case UInt8(ascii: "'"):
                guard bytes[start..<end].count(where: { $0 == UInt8(ascii: "'") }) % 2 == 1 else { return end }
                end -= 1
            case UInt8(ascii: "#") where end == start + 1: end -= 1
            default: return end
            }
        }
        return end
    }
}
