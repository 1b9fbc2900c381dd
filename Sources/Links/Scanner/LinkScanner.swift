internal import TextForms

/// Finds the links of one text, from sign to sign of its folded bytes. Every step looks back at most one label and
/// forward at most one host or one path, which it then steps over, so that the whole is linear.
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
    let beginnings: Beginnings
    private(set) var links: [Link] = []
    var emails: [Email] = []

    /// Nothing before it belongs to a link that is still to be found.
    private(set) var floor = 0
    var run = HostRun()
    var nextEmail = 0

    init(_ text: FoldedText, original: [UInt8], _ beginnings: Beginnings) {
        self.text = text
        self.original = original
        bytes = text.bytes
        isASCII = original.count == bytes.count && original.isASCII
        self.beginnings = beginnings
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
        let bytes = bytes
        var next = 0
        for at in beginnings.places(of: .dot) where at >= next {
            guard links.count < Self.limit else { return }
            Steps.count()
            let end = bytes[at] == UInt8(ascii: ":") ? bytes.has("://", at: at) ? scheme(at) : nil : dot(at)
            next = max(at + 1, end ?? 0)
        }
    }

    // MARK: Without a scheme

    /// A sign that can be a dot: looks for a label before it and reads what follows.
    private mutating func dot(_ at: Int) -> Int? {
        if endsSentence(at) { return nil }
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
        // The dot of a sentence: `the end. Next comes`, `I like it. example.com is good`.
        if run.labels[1].isAfterSpace,
            run.labels.count == 2
                ? !TopLevel.mayFollowSpace(bytes, run.labels[1].range.lowerBound) : run.labels[2].disguise == .none
        {
            return at + 1
        }
        let skip = isPlain ? end : at + 1
        guard let linkStart = boundary(start) else { return skip }
        if let email = email(over: start..<end) { return email }
        if end < bytes.count, bytes[end] == UInt8(ascii: "@") { return skip }
        guard let host = host(isOpen: false, from: start) else { return skip }
        return add(from: linkStart, host, scheme: nil, user: nil) ?? skip
    }

    /// Whether this is the full stop of a sentence, as most dots are: one space behind it, and then a word that no host ends in
    /// and that no other dot follows. What `dot` would find out by reading the labels on both sides.
    private func endsSentence(_ at: Int) -> Bool {
        guard bytes[at] == UInt8(ascii: "."), at > 0, bytes[at - 1] != 0x20, at + 2 < bytes.count,
            bytes[at + 1] == 0x20, Characters.isLabel(bytes[at + 2]), !TopLevel.mayFollowSpace(bytes, at + 2)
        else { return false }
        var end = at + 3
        while end < bytes.count, Characters.isLabel(bytes[end]) { end += 1 }
        Steps.count(end - at)
        // A dot in disguise begins with a space, a bracket or a character beyond ASCII.
        guard end + 1 < bytes.count else { return true }
        switch bytes[end] {
        case 0x20: return Characters.isAlphanumeric(bytes[end + 1]) && bytes[end + 1] != UInt8(ascii: "d")
        case UInt8(ascii: "."): return bytes[end + 1] != 0x20
        case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"), 0x80...: return false
        default: return true
        }
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

    // MARK: What was found

    /// Reads what follows the host and keeps the link; gives its end, nil where it is none after all.
    mutating func add(from start: Int, _ host: Host, scheme: String?, user: String?) -> Int? {
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
}
