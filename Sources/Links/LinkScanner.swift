internal import TextForms

/// Finds the links of one text in one pass over its folded bytes. Every step looks back at most one label and forward
/// at most one host or one path, which it then steps over, so that the whole is linear.
struct LinkScanner {
    /// Links kept of one text; what follows is not looked at.
    static let limit = 4096
    /// The longest host, in bytes (RFC 1035).
    static let hostLimit = 253
    /// The longest path looked at; a longer one goes on in the text.
    static let tailLimit = 8192

    let bytes: [UInt8]
    let text: FoldedText
    let original: [UInt8]
    let isASCII: Bool
    private(set) var links: [Link] = []
    private(set) var emails: [Email] = []

    /// Nothing before it belongs to a link that is still to be found.
    private var floor = 0
    private var run = HostRun()
    private var nextEmail = 0
    private var topLevels: [[UInt8]: Bool] = [:]

    init(_ text: FoldedText, original: [UInt8]) {
        self.text = text
        self.original = original
        bytes = text.bytes
        isASCII = original.count == bytes.count && original.allSatisfy { $0 < 0x80 }
    }

    /// An address found, with the folded bytes that it takes.
    struct Email {
        let local: Range<Int>
        let end: Int
        let domain: [UInt8]
        var isInLink = false
    }

    mutating func scan() {
        findEmails()
        var at = 0
        while at < bytes.count, links.count < Self.limit {
            let next: Int? =
                switch bytes[at] {
                case UInt8(ascii: ":") where bytes.has("://", at: at): scheme(at)
                case UInt8(ascii: "."): dot(at)
                case 0xE3 where bytes.has("。", at: at): dot(at)
                case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"): dot(at)
                case UInt8(ascii: "d") where bytes.has(" dot ", at: at - 1): dot(at - 1)
                case 0xE7 where bytes.has("点", at: at): dot(at)
                default: nil
                }
            at = max(at + 1, next ?? 0)
        }
    }

    // MARK: With a scheme

    private static let schemes: [(StaticString, String)] = [
        ("https", "https"), ("http", "http"), ("ftp", "ftp"), ("hxxps", "https"), ("hxxp", "http"),
    ]

    /// `http://` ends here: reads the rest. Where that is no link, gives where to go on.
    private mutating func scheme(_ colon: Int) -> Int? {
        guard let (written, scheme) = Self.schemes.first(where: { bytes.has($0.0, before: colon) }) else { return nil }
        let start = colon - written.utf8CodeUnitCount
        guard start >= floor else { return nil }
        let authority = colon + 3
        var hostStart = authority
        var user: String?
        if let at = userEnd(authority) {
            user = String(decoding: bytes[authority..<at], as: UTF8.self)
            hostStart = at + 1
        }
        if hostStart < bytes.count, bytes[hostStart] == UInt8(ascii: "[") {
            return address6(from: start, hostStart, scheme, user)
        }
        readRun(from: hostStart, isOpen: true)
        guard let host = host(isOpen: true, from: hostStart) else {
            return run.labels.isEmpty ? nil : max(run.end, colon + 1)
        }
        return add(from: start, host, scheme: scheme, user: user) ?? host.end
    }

    /// Where the `@` behind a user name stands.
    private func userEnd(_ start: Int) -> Int? {
        var found: Int?
        var at = start
        while at < bytes.count, at - start < 256 {
            switch bytes[at] {
            case UInt8(ascii: "@"): found = at
            case let byte where Characters.isLabel(byte): break
            case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "!"),
                UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: ";"),
                UInt8(ascii: "*"):
                break
            default: return found == start ? nil : found
            }
            at += 1
        }
        return found == start ? nil : found
    }

    /// `[2001:db8::1]`
    private mutating func address6(from start: Int, _ open: Int, _ scheme: String, _ user: String?) -> Int? {
        var at = open + 1
        while at < bytes.count, at - open < 48,
            (0x61...0x66).contains(bytes[at]) || Characters.isDigit(bytes[at]) || bytes[at] == UInt8(ascii: ":")
                || bytes[at] == UInt8(ascii: ".")
        {
            at += 1
        }
        let name = Array(bytes[open + 1..<at])
        guard at < bytes.count, bytes[at] == UInt8(ascii: "]"), name.count(where: { $0 == UInt8(ascii: ":") }) >= 2
        else {
            return nil
        }
        let host = Host(
            name: name, display: String(decoding: name, as: UTF8.self), domain: name, disguise: .none, isAddress: true,
            end: at + 1)
        return add(from: start, host, scheme: scheme, user: user)
    }

    // MARK: Without a scheme

    /// A sign that can be a dot: looks for a label before it and reads what follows.
    private mutating func dot(_ at: Int) -> Int? {
        guard let sign = DotSign.read(bytes, at), at >= floor else { return nil }
        if sign.disguise == .spaced, let end = spacedOut(around: at) { return end }
        var labelEnd = at
        if sign.takesSpaces, labelEnd > floor, bytes[labelEnd - 1] == 0x20 { labelEnd -= 1 }
        let start = labelStart(before: labelEnd)
        guard start < labelEnd else {
            // `.example.com` is none: step over the labels behind it.
            guard sign.disguise == .none, sign.end < bytes.count, Characters.isLabel(bytes[sign.end]) else {
                return nil
            }
            readRun(from: sign.end, isOpen: false)
            return run.end
        }
        readRun(from: start, isOpen: false)
        let isPlain = run.labels.count > 1 && run.labels[1].disguise == .none
        let end = run.end
        guard run.labels.count > 1 else { return nil }
        let skip = isPlain ? end : at + 1
        guard let linkStart = boundary(start) else { return skip }
        if let email = email(over: start..<end) { return email }
        if end < bytes.count, bytes[end] == UInt8(ascii: "@") { return skip }
        guard let host = host(isOpen: false, from: start) else { return skip }
        return add(from: linkStart, host, scheme: nil, user: nil) ?? skip
    }

    /// Where a link may begin whose host begins at `start`; nil where it cannot.
    private func boundary(_ start: Int) -> Int? {
        guard start > floor else { return start }
        switch bytes[start - 1] {
        case UInt8(ascii: "/"):
            // `//example.com`, but neither `a//b.com` nor `///b.com`
            guard bytes.has("//", before: start) else { return nil }
            return start == 2 || Characters.isSpace(bytes[start - 3]) ? start - 2 : nil
        case UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "\\"),
            UInt8(ascii: "%"):
            return nil
        case let byte where Characters.isLabel(byte): return nil
        default: return start
        }
    }

    /// The first byte of the label that ends at `end`: ASCII alone, or with letters of scripts that use spaces; else a
    /// run of letters written without spaces, or of symbols.
    private func labelStart(before end: Int) -> Int {
        let limit = max(floor, end - 80)
        var at = end
        while at > limit, Characters.isLabel(bytes[at - 1]) { at -= 1 }
        guard at > limit, bytes[at - 1] >= 0x80 else { return at }
        let isUnspaced = at == end && Characters.isUnspaced(bytes.scalar(before: at).0.value)
        while at > limit {
            if bytes[at - 1] < 0x80 {
                guard !isUnspaced, Characters.isLabel(bytes[at - 1]) else { break }
                at -= 1
                continue
            }
            let (scalar, length) = bytes.scalar(before: at)
            let fits =
                isUnspaced || at != end && scalar.properties.generalCategory == .otherSymbol
                ? isUnspaced && Characters.isUnspaced(scalar.value)
                : !Characters.isUnspaced(scalar.value) && Characters.isLabel(scalar)
            guard fits, at - length >= floor else { break }
            at -= length
        }
        // Too long to be a label, whatever it is.
        return at <= limit && limit > floor ? end : at
    }

    // MARK: Labels

    /// Reads labels and dots from `start` on. `isOpen`: behind a scheme, where labels may be of any letters and mix.
    mutating func readRun(from start: Int, isOpen: Bool) {
        run.begin()
        var at = start
        var disguise = Link.Disguise.none
        var isAfterSpace = false
        var spaced = 0
        while at < bytes.count, at - start < Self.hostLimit {
            let end = labelEnd(from: at, isOpen: isOpen, isFirst: run.labels.isEmpty)
            guard end > at else { break }
            run.labels.append(.init(range: at..<end, disguise: disguise, isAfterSpace: isAfterSpace))
            run.end = end
            var dotAt = end
            var sign = DotSign.read(bytes, dotAt)
            if sign == nil, end < bytes.count, bytes[end] == 0x20 {
                dotAt = end + 1
                sign = DotSign.read(bytes, dotAt)
                if let found = sign, !found.takesSpaces { sign = nil }
                if sign == nil, bytes.has(" dot ", at: end) { sign = DotSign.read(bytes, end) }
            }
            guard let sign else { break }
            var next = sign.end
            disguise = dotAt > end ? max(.spaced, sign.disguise) : sign.disguise
            if sign.disguise == .bracketed { disguise = .bracketed }
            isAfterSpace = false
            if sign.takesSpaces, next < bytes.count, bytes[next] == 0x20 {
                next += 1
                isAfterSpace = dotAt == end && disguise != .bracketed
                if disguise != .bracketed { disguise = .spaced }
            }
            if disguise >= .spelled {
                spaced += 1
                if spaced > 6 { break }
            }
            at = next
        }
    }

    private func labelEnd(from start: Int, isOpen: Bool, isFirst: Bool) -> Int {
        var at = start
        while at < bytes.count, at - start < 256 {
            if bytes[at] < 0x80 {
                guard Characters.isLabel(bytes[at]) else { break }
                // A label of Han or kana goes on in ASCII only behind a scheme.
                if !isOpen, at > start, bytes[start] >= 0x80, Characters.isUnspaced(bytes.scalar(at: start).0.value) {
                    break
                }
                at += 1
            } else {
                let (scalar, length) = bytes.scalar(at: at)
                guard Characters.isLabel(scalar), scalar.value != 0x3002 else { break }
                if !isOpen {
                    let isUnspaced = Characters.isUnspaced(scalar.value)
                    if at > start, isUnspaced != Characters.isUnspaced(bytes.scalar(at: start).0.value) { break }
                    if !isFirst, !isUnspaced, !Characters.isWord(scalar) { break }
                }
                if scalar.value == 0x70B9, DotSign.read(bytes, at) != nil, at > start { break }
                at += length
            }
        }
        return at
    }

    // MARK: Spaces between all characters

    /// `e x a m p l e . c o m`, around its first dot. The end of what was added.
    private mutating func spacedOut(around dot: Int) -> Int? {
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

    // MARK: Hosts

    /// The host that the labels read make: as many of them as end in a top-level domain.
    private mutating func host(isOpen: Bool, from start: Int) -> Host? {
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
    private mutating func topLevelEnd(_ index: Int, isOpen: Bool) -> Int? {
        let label = run.labels[index]
        var end = label.range.upperBound
        if bytes[label.range.lowerBound] < 0x80 {
            end = label.range.first { bytes[$0] >= 0x80 } ?? end
            while end == label.range.upperBound, end > label.range.lowerBound, bytes[end - 1] == UInt8(ascii: "_") {
                end -= 1
            }
            let name = Array(bytes[label.range.lowerBound..<end])
            guard name.count >= 2, name.count <= 24 else { return nil }
            if isTopLevel(name) { return end }
            // Some countries sell names only below their own second level: org.za is there, za is not.
            guard name.count == 2, index > 1, bytes[run.labels[index - 1].range.lowerBound] < 0x80 else { return nil }
            return isTopLevel(Array(bytes[run.labels[index - 1].range]) + [UInt8(ascii: ".")] + name) ? end : nil
        }
        // みんな before more kana; Han words (中国, 手机, 世界) only by themselves.
        let characters = scalars(label.range)
        if let name = Punycode.encode(characters.map(\.0)), isTopLevel(name) { return end }
        guard let first = characters.first, (0x3040...0x30FF).contains(first.0.value) || isOpen else { return nil }
        for count in stride(from: min(8, characters.count - 1), to: 1, by: -1) {
            guard let name = Punycode.encode(characters[..<count].map(\.0)), isTopLevel(name) else { continue }
            return characters[count].1
        }
        return nil
    }

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

    private mutating func isTopLevel(_ name: [UInt8]) -> Bool {
        if let known = topLevels[name] { return known }
        let isKnown = name.contains { !Characters.isDigit($0) } && PublicSuffixes.shared.isTopLevel(name)
        if topLevels.count < 256 { topLevels[name] = isKnown }
        return isKnown
    }

    /// Whether a name without a scheme is meant as one: sentences without a space behind them, files and abbreviations
    /// look alike.
    private func isLikely(_ count: Int, _ end: Int) -> Bool {
        let last = run.labels[count - 1]
        let name = Array(bytes[last.range.lowerBound..<end])
        let left = run.labels[count - 2].range
        let disguise = run.labels[1..<count].map(\.disguise).max() ?? .none
        let hasTail =
            end + 1 < bytes.count && (bytes[end] == UInt8(ascii: "/") || bytes[end] == UInt8(ascii: "?"))
            && Characters.isAlphanumeric(bytes[end + 1])
        let isFramed = count > 2 && bytes.has("www", at: run.labels[0].range.lowerBound)
        if disguise >= .otherDot {
            guard bytes[left.lowerBound] < 0x80, left.count > 1 || disguise < .spelled else { return false }
            guard disguise > .otherDot || end == bytes.count || !Characters.isLabel(bytes[end]) else { return false }
            let isAfterSpace = run.labels[1..<count].contains(where: \.isAfterSpace)
            if isAfterSpace, !isFramed {
                return TopLevel.afterSpace.contains(name) && !isCapital(last.range.lowerBound)
                    && left.contains { Characters.isLetter(bytes[$0]) }
            }
            guard left.contains(where: { Characters.isLetter(bytes[$0]) }) || disguise == .bracketed else {
                return false
            }
            return disguise == .bracketed
                ? !TopLevel.words.contains(name) && !TopLevel.files.contains(name) || hasTail
                : TopLevel.plain.contains(name)
        }
        if isFramed || hasTail { return !TopLevel.files.contains(name) || isFramed }
        if bytes[left.lowerBound] >= 0x80, Characters.isUnspaced(bytes.scalar(at: left.lowerBound).0.value) {
            return TopLevel.plain.contains(name)
        }
        if bytes[last.range.lowerBound] >= 0x80 {
            // 1.手机, A.世界: numbered lists.
            return left.count > 1 && left.contains { Characters.isLetter(bytes[$0]) || bytes[$0] >= 0x80 }
        }
        if TopLevel.files.contains(name) { return false }
        if TopLevel.words.contains(name), count == 2 { return false }
        if left.count <= 2, count == 2, left.allSatisfy({ Characters.isDigit(bytes[$0]) }) { return false }
        // `amazing.Love it`: a sentence begins.
        if count == 2, isCapital(last.range.lowerBound), !isCapital(last.range.lowerBound + 1),
            !isCapital(left.lowerBound), !TopLevel.plain.contains(name)
        {
            return false
        }
        return true
    }

    private func isCapital(_ index: Int) -> Bool {
        let at = text.original(of: index..<index).lowerBound
        return at < original.count && (0x41...0x5A).contains(original[at])
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

    // MARK: What was found

    /// Reads what follows the host and keeps the link; gives its end, nil where it is none after all.
    private mutating func add(from start: Int, _ host: Host, scheme: String?, user: String?) -> Int? {
        guard let tail = tail(from: host.end, host: host.name) else { return nil }
        let range = start..<tail.upperBound
        let path = text.original(of: tail)
        links.append(
            Link(
                range: visible(text.original(of: range)), folded: range,
                host: String(decoding: host.name, as: UTF8.self),
                domain: String(decoding: host.domain, as: UTF8.self), display: host.display, scheme: scheme,
                path: tail.isEmpty ? "" : String(decoding: original[visible(path)], as: UTF8.self), user: user,
                disguise: host.disguise, isAddress: host.isAddress))
        floor = range.upperBound
        while nextEmail < emails.count, emails[nextEmail].local.lowerBound < range.upperBound {
            if emails[nextEmail].end > range.lowerBound { emails[nextEmail].isInLink = true }
            nextEmail += 1
        }
        return range.upperBound
    }

    /// Without the invisible characters at its end, which folding counts to what stands before them.
    func visible(_ range: Range<Int>) -> Range<Int> {
        guard !isASCII else { return range }
        var end = range.upperBound
        while end > range.lowerBound, original[end - 1] >= 0x80 {
            let (scalar, length) = original.scalar(before: end)
            guard scalar.properties.isDefaultIgnorableCodePoint || scalar.properties.generalCategory == .format else {
                break
            }
            end -= length
        }
        return range.lowerBound..<max(end, range.lowerBound)
    }

    // MARK: E-mail

    /// Addresses first: `john.doe.jp@mail.com` is no link to `john.doe.jp`.
    private mutating func findEmails() {
        var floor = 0
        for sign in bytes.indices where Self.atSigns.contains(bytes[sign]) {
            var at = sign
            var after = sign + 1
            if bytes[sign] != UInt8(ascii: "@") {
                guard let spelled = spelledAt(sign) else { continue }
                (at, after) = spelled
            }
            var start = at
            while start > floor, at - start < 64, Self.isLocal(bytes[start - 1]) { start -= 1 }
            while start < at, !Characters.isAlphanumeric(bytes[start]) { start += 1 }
            guard start < at, after < bytes.count, Characters.isAlphanumeric(bytes[after]) else { continue }
            readRun(from: after, isOpen: false)
            let isSpelled = bytes[sign] == 0x20
            guard let host = host(isOpen: true, from: after), !host.isAddress,
                isSpelled ? host.disguise >= .bracketed : after > sign + 1 || host.disguise < .spelled,
                isTopLevel(Array(host.name[((host.name.lastIndex(of: UInt8(ascii: ".")) ?? 0) + 1)...]))
            else { continue }
            emails.append(Email(local: start..<at, end: host.end, domain: host.name))
            floor = host.end
        }
    }

    private static let atSigns = Array("@([{ ".utf8)

    /// `name (at) example`, `name at example`: the end of the name and the beginning of the host.
    private func spelledAt(_ sign: Int) -> (Int, Int)? {
        if bytes[sign] == 0x20 {
            return bytes.has(" at ", at: sign) ? (sign, sign + 4) : nil
        }
        guard bytes.has("at)", at: sign + 1) || bytes.has("at]", at: sign + 1) || bytes.has("at}", at: sign + 1) else {
            return nil
        }
        let after = sign + 4
        return (
            sign > 0 && bytes[sign - 1] == 0x20 ? sign - 1 : sign,
            after < bytes.count && bytes[after] == 0x20 ? after + 1 : after
        )
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "'"): true
        default: Characters.isLabel(byte)
        }
    }

    /// The end of an address that these bytes are part of.
    private mutating func email(over range: Range<Int>) -> Int? {
        while nextEmail < emails.count, emails[nextEmail].end <= range.lowerBound { nextEmail += 1 }
        guard nextEmail < emails.count, emails[nextEmail].local.lowerBound < range.upperBound else { return nil }
        return emails[nextEmail].end
    }
}
