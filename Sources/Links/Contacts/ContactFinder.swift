internal import TextForms

/// Contacts of a text: addresses and numbers by their shape, accounts by the word that announces them. A word is looked
/// for only where its first character stands, and what follows one is at most 60 bytes.
struct ContactFinder {
    private let scanner: LinkScanner
    private let bytes: [UInt8]
    private var found: [Contact] = []

    /// Contacts kept of one text.
    static let limit = 1024

    static func contacts(in scanner: consuming LinkScanner) -> [Contact] {
        var finder = ContactFinder(scanner)
        finder.fromLinks()
        finder.emails()
        finder.walk()
        return finder.found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private init(_ scanner: consuming LinkScanner) {
        bytes = scanner.bytes
        self.scanner = scanner
    }

    private mutating func add(_ kind: Contact.Kind, _ folded: Range<Int>, _ handle: String) {
        guard found.count < Self.limit else { return }
        let range = scanner.visible(scanner.text.original(of: folded))
        found.append(Contact(kind: kind, range: range, handle: handle))
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: Links to accounts

    private static let hosts: [String: Contact.Kind] = [
        "t.me": .telegram, "telegram.me": .telegram, "telegram.dog": .telegram, "wa.me": .whatsapp,
        "chat.whatsapp.com": .whatsapp, "api.whatsapp.com": .whatsapp, "line.me": .line, "lin.ee": .line,
        "u.wechat.com": .wechat, "weixin.qq.com": .wechat, "qm.qq.com": .qq,
    ]

    private mutating func fromLinks() {
        for link in scanner.links {
            guard let kind = Self.hosts[link.host], link.path.utf8.count > 3, found.count < Self.limit else { continue }
            var handle = Substring(link.path.lowercased()).drop { "/+@".contains($0) }
            if kind == .telegram, handle.hasPrefix("s/") { handle = handle.dropFirst(2) }
            if let question = handle.firstIndex(of: "?"), question > handle.startIndex { handle = handle[..<question] }
            guard !handle.isEmpty else { continue }
            found.append(Contact(kind: kind, range: link.range, handle: String(handle)))
        }
    }

    private mutating func emails() {
        for email in scanner.emails where !email.isInLink {
            add(
                .email, email.local.lowerBound..<email.end,
                text(email.local) + "@" + String(decoding: email.domain, as: UTF8.self))
        }
    }

    // MARK: Accounts and numbers

    private mutating func walk() {
        let bytes = bytes
        let cues = Cue.all
        var at = 0
        var numbersEnd = 0
        for place in scanner.beginnings.places(of: .contact) where place >= at {
            guard found.count < Self.limit else { return }
            Steps.count()
            at = place
            let byte = bytes[at]
            var next = at + 1
            for cue in Cue.candidates(bytes, at) {
                if let end = account(cues[cue], at) {
                    next = max(next, end)
                    break
                }
            }
            if next == at + 1, at >= numbersEnd {
                if Characters.isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(") {
                    if at == 0 || !Characters.isLabel(bytes[at - 1]), let number = PhoneNumber.read(bytes, at) {
                        numbersEnd = number.end
                        if let handle = number.handle, !isTaken(at..<number.end) {
                            add(.phone, at..<number.end, handle)
                            next = number.end
                        }
                    }
                } else if byte == 0xE4 || byte == 0xE5, let number = PhoneNumber.readHan(bytes, at) {
                    if let handle = number.handle { add(.phone, at..<number.end, handle) }
                    next = number.end
                }
            }
            at = next
        }
    }

    /// Inside a link or an address: digits there are no telephone numbers.
    private func isTaken(_ range: Range<Int>) -> Bool {
        let place = scanner.text.original(of: range)
        // Links are in the order of the text.
        var low = 0
        var high = scanner.links.count
        while low < high {
            let middle = (low + high) / 2
            if scanner.links[middle].range.upperBound <= place.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < scanner.links.count && scanner.links[low].range.lowerBound < place.upperBound
    }

    private mutating func account(_ cue: Cue, _ at: Int) -> Int? {
        guard cue.stands(in: bytes, at: at) else { return nil }
        if at > 0, cue.beginsWithLetter,
            Characters.isLabel(bytes[at - 1]) || bytes[at - 1] == UInt8(ascii: "/")
                || bytes[at - 1] == UInt8(ascii: ".")
        {
            return nil
        }
        var reader = HandleReader(bytes, cue.end(from: at))
        reader.introduce()
        guard let handle = reader.handle(for: cue.kind) else { return nil }
        switch cue.takes {
        case .handle: break
        case .marked: guard handle.hasAt || reader.hasColon && cue.kind == .telegram else { return nil }
        case .atBehindColon: guard handle.hasAt, reader.hasColon else { return nil }
        }
        add(cue.kind, at..<handle.end, handle.name)
        return handle.end
    }
}
