internal import TextForms

/// The host that labels make.
extension LinkScanner {
    /// The host that the labels read make: as many of them as end in a top-level domain.
    func host(isOpen: Bool, from start: Int) -> Host? {
        if let address = address(isOpen: isOpen) { return address }
        guard let last = run.labels.last, run.labels.count > 1 else { return nil }
        if last.range.allSatisfy({ Characters.isDigit(bytes[$0]) }) { return nil }
        for count in stride(from: run.labels.count, to: 1, by: -1) {
            guard let end = topLevelEnd(count - 1, isOpen: isOpen) else { continue }
            if !isOpen, !isLikely(count, end) { continue }
            return named(count, end)
        }
        // With a scheme it was meant as a link: top-level domains are younger than the machine's list.
        guard isOpen, last.range.count >= 2, last.range.count <= 24,
            last.range.allSatisfy({ Characters.isLetter(bytes[$0]) })
        else { return nil }
        return named(run.labels.count, last.range.upperBound)
    }

    /// Where the top-level domain in a label ends: with it, or before letters of another script (`comこれは`).
    private func topLevelEnd(_ index: Int, isOpen: Bool) -> Int? {
        let label = run.labels[index]
        var end = label.range.upperBound
        if bytes[label.range.lowerBound] < 0x80 {
            end = label.range.first { bytes[$0] >= 0x80 } ?? end
            while end == label.range.upperBound, end > label.range.lowerBound, bytes[end - 1] == UInt8(ascii: "_") {
                end -= 1
            }
            let name = bytes[label.range.lowerBound..<end]
            guard name.count >= 2, name.count <= 24 else { return nil }
            if PublicSuffixes.shared.isTopLevel(name) { return end }
            // Some countries sell names only below their own second level: org.za is there, za is not.
            guard name.count == 2, index > 1, bytes[run.labels[index - 1].range.lowerBound] < 0x80 else { return nil }
            let both = bytes[run.labels[index - 1].range] + [UInt8(ascii: ".")] + name
            return PublicSuffixes.shared.isTopLevel(both) ? end : nil
        }
        // みんな before more kana; Han words (中国, 手机, 世界) only by themselves.
        let characters = scalars(label.range)
        guard let first = characters.first else { return nil }
        if characters.count <= Self.topLevelLimit || !Characters.isUnspaced(first.0.value),
            let name = Punycode.encode(characters.map(\.0)), PublicSuffixes.shared.isTopLevel(name[...])
        {
            return end
        }
        guard (0x3040...0x30FF).contains(first.0.value) || isOpen else { return nil }
        for count in stride(from: min(Self.topLevelLimit, characters.count - 1), to: 1, by: -1) {
            guard let name = Punycode.encode(characters[..<count].map(\.0)), PublicSuffixes.shared.isTopLevel(name[...])
            else {
                continue
            }
            return characters[count].1
        }
        return nil
    }

    /// Limit of the characters of a top-level domain in Han or kana; the longest have six.
    private static var topLevelLimit: Int { 8 }

    private func scalars(_ range: Range<Int>) -> [(Unicode.Scalar, Int)] {
        var found: [(Unicode.Scalar, Int)] = []
        var at = range.lowerBound
        while at < range.upperBound {
            let (scalar, length) = bytes.scalar(at: at)
            found.append((scalar, at))
            at += length
        }
        return found
    }

    private func named(_ count: Int, _ end: Int) -> Host? {
        var name: [UInt8] = []
        var display = ""
        for index in 0..<count {
            let range = run.labels[index].range
            guard let label = label(range.lowerBound..<(index == count - 1 ? end : range.upperBound)) else {
                return nil
            }
            if index > 0 {
                name.append(UInt8(ascii: "."))
                display += "."
            }
            name += label.name
            display += label.display
        }
        guard name.count <= Self.hostLimit else { return nil }
        let domain = PublicSuffixes.shared.registrable(name) ?? name
        // An underscore is for machines' names below a domain.
        guard !domain.contains(UInt8(ascii: "_")) else { return nil }
        return Host(
            name: name, display: display, domain: domain,
            disguise: run.labels[1..<count].map(\.disguise).max() ?? .none, isAddress: false, end: end)
    }

    /// A label in ASCII and in characters. Letters of other scripts stay what they are, which folding may not leave so:
    /// аpple with a Cyrillic а leads elsewhere than apple.
    private func label(_ range: Range<Int>) -> (name: [UInt8], display: String)? {
        guard let first = range.first, let last = range.last, ![0x2D, 0x5F].contains(bytes[first]),
            ![0x2D, 0x5F].contains(bytes[last])
        else { return nil }
        let written = isASCII ? range : text.original(of: range)
        if !original[written].contains(where: { $0 >= 0x80 }) {
            guard range.count <= 63 else { return nil }
            return (Array(bytes[range]), String(decoding: bytes[range], as: UTF8.self))
        }
        var scalars: [Unicode.Scalar] = []
        for scalar in String(decoding: original[written], as: UTF8.self).unicodeScalars {
            scalars += HostMapping.map(scalar)
            if scalars.count > 63 { return nil }
        }
        var display = ""
        display.unicodeScalars.append(contentsOf: scalars)
        let name = Punycode.encode(scalars)
        guard let name, !name.isEmpty, !(scalars.count > 4 && display.hasPrefix("xn--") && name.count > scalars.count)
        else { return nil }
        return (name, display)
    }

    /// `1.2.3.4`, and behind a scheme what else browsers take for a number.
    private func address(isOpen: Bool) -> Host? {
        guard let first = run.labels.first, let last = run.labels.last, bytes[first.range.lowerBound] < 0x80,
            Characters.isDigit(bytes[first.range.lowerBound]), Characters.isDigit(bytes[last.range.lowerBound]),
            run.labels.count <= 4, run.labels.dropFirst().allSatisfy({ $0.disguise <= .bracketed })
        else { return nil }
        let written = run.labels.map { Array(bytes[$0.range]) }.joined(separator: [UInt8(ascii: ".")])
        guard let address = IPv4.address(Array(written)[...], strict: !isOpen) else { return nil }
        if !isOpen {
            // Part of a longer number.
            if run.end < bytes.count, bytes[run.end] == UInt8(ascii: "."), run.end + 1 < bytes.count,
                Characters.isAlphanumeric(bytes[run.end + 1])
            {
                return nil
            }
        }
        let name = IPv4.text(address)
        return Host(
            name: Array(name.utf8), display: name, domain: Array(name.utf8),
            disguise: run.labels.map(\.disguise).max() ?? .none, isAddress: true, end: run.end)
    }
}
