/// Names with a space behind every character.
extension LinkScanner {
    /// `e x a m p l e . c o m`, around its first dot. The end of what was added.
    mutating func spacedOut(around dot: Int) -> Int? {
        func single(_ index: Int) -> Bool {
            index >= floor && index < bytes.count && Characters.isAlphanumeric(bytes[index])
        }
        var start = dot
        while start - 2 >= floor, bytes[start - 1] == 0x20, single(start - 2), dot - start < 126,
            start - 3 < floor || bytes[start - 3] == 0x20 || bytes[start - 3] >= 0x80
        {
            start -= 2
        }
        guard dot - start >= 6, dot + 1 < bytes.count, bytes[dot + 1] == 0x20 else { return nil }
        var name: [UInt8] = stride(from: start, to: dot, by: 2).map { bytes[$0] }
        name.append(UInt8(ascii: "."))
        var at = dot + 2
        var best: (name: [UInt8], end: Int)?
        while at < bytes.count, at - dot < 60, single(at) || bytes[at] == UInt8(ascii: ".") {
            Steps.count()
            guard at + 1 >= bytes.count || !Characters.isLabel(bytes[at + 1]) else { break }
            name.append(bytes[at])
            if let last = name.lastIndex(of: UInt8(ascii: ".")), TopLevel.plain.contains(Array(name[(last + 1)...])) {
                best = (name, at + 1)
            }
            guard at + 1 < bytes.count, bytes[at + 1] == 0x20 else { break }
            at += 2
        }
        guard let best else { return nil }
        let domain = PublicSuffixes.shared.registrable(best.name) ?? best.name
        let host = Host(
            name: best.name, display: String(decoding: best.name, as: UTF8.self), domain: domain, disguise: .spaced,
            isAddress: false, end: best.end)
        return add(from: start, host, scheme: nil, user: nil)
    }
}
