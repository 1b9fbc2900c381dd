internal import TextForms

/// Contacts of a text: addresses and numbers by their shape, accounts by the word that announces them. One pass; a word
/// is looked for only where its first character stands, and what follows one is at most 60 bytes.
struct ContactFinder {
    private let scanner: LinkScanner
    private let bytes: [UInt8]
    private var found: [(contact: Contact, folded: Range<Int>)] = []

    /// Contacts kept of one text.
    static let limit = 1024

    static func contacts(in scanner: LinkScanner) -> [Contact] {
        var finder = ContactFinder(scanner)
        finder.fromLinks()
        finder.emails()
        finder.walk()
        guard !finder.found.isEmpty else { return [] }
        return finder.found.map(\.contact).sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    private init(_ scanner: LinkScanner) {
        self.scanner = scanner
        bytes = scanner.bytes
    }

    private mutating func add(_ kind: Contact.Kind, _ folded: Range<Int>, _ handle: String) {
        guard found.count < Self.limit else { return }
        let range = scanner.visible(scanner.text.original(of: folded))
        found.append((Contact(kind: kind, range: range, handle: handle), folded))
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    // MARK: Links to accounts

    private static let hosts: [String: Contact.Kind] = [
        "t.me": .telegram, "telegram.me": .telegram, "telegram.dog": .telegram, "wa.me": .whatsapp,
        "chat.whatsapp.com": .whatsapp, "api.whatsapp.com": .whatsapp, "line.me": .line, "lin.ee": .line,
        "u.wechat.com": .wechat, "weixin.qq.com": .wechat, "qm.qq.com": .qq,
    ]

    private mutating func fromLinks() {
        guard !scanner.links.isEmpty else { return }
        for link in scanner.links {
            guard let kind = Self.hosts[link.host], link.path.utf8.count > 3, found.count < Self.limit else { continue }
            var handle = Substring(link.path.lowercased()).drop { "/+@".contains($0) }
            if kind == .telegram, handle.hasPrefix("s/") { handle = handle.dropFirst(2) }
            if let question = handle.firstIndex(of: "?"), question > handle.startIndex { handle = handle[..<question] }
            guard !handle.isEmpty else { continue }
            found.append((Contact(kind: kind, range: link.range, handle: String(handle)), 0..<0))
        }
    }

    private mutating func emails() {
        for email in scanner.emails where !email.isInLink {
            add(
                .email, email.local.lowerBound..<email.end,
                text(email.local) + "@" + String(decoding: email.domain, as: UTF8.self))
        }
    }

    // MARK: Words that announce an account

    private struct Cue {
        let word: [UInt8]
        let kind: Contact.Kind
        /// What must follow.
        var takes = Takes.handle

        enum Takes {
            case handle
            /// `@name`, or a name behind a colon.
            case marked
            /// `@name` behind a colon.
            case atBehindColon
        }
    }

    /// By slot, in each the longest first.
    private static let cues: [Cue] = {
        let words: [(Contact.Kind, Cue.Takes, String)] = [
            (.wechat, .handle, "微信 薇信 威信 徽信 维信 維信 wechat weixin v信 vx wx 加v 加微 加薇 加威 +v +微 +薇 ➕v ➕微 ➕薇"),
            (.qq, .handle, "qq 扣扣 抠抠 摳摳 球球 企鹅 企鵝 扣群 加群 群号 群號 加q +q ➕q q群"),
            (.telegram, .handle, "telegram tg 电报 電報 纸飞机 紙飛機"),
            (.telegram, .marked, "小飞机 小飛機 飞机 飛機"),
            (.telegram, .atBehindColon, "联系 聯繫 联系方式 客服 商务 商務 咨询 諮詢 频道 頻道 订购 訂購 下单"),
            (.whatsapp, .handle, "whatsapp"),
            (.line, .handle, "lineid line_id 加line 加賴 加赖"),
        ]
        return words.flatMap { kind, takes, list in
            list.split(separator: " ").map { word in
                Cue(word: Array(word.replacing("_", with: " ").utf8), kind: kind, takes: takes)
            }
        }.sorted { (slot($0.word, 0), $1.word.count) < (slot($1.word, 0), $0.word.count) }
    }()

    /// The cues that may begin with a character: those at `starts[slot]..<starts[slot + 1]`, slots being hashes of its
    /// first bytes.
    private static let starts: [UInt8] = (0...slots).map { slot in
        UInt8(cues.prefix { Self.slot($0.word, 0) < slot }.count)
    }
    private static let slots = 768

    private static func slot(_ bytes: [UInt8], _ at: Int) -> Int {
        guard bytes[at] >= 0xE0, at + 2 < bytes.count else { return Int(bytes[at]) }
        return 256 + (Int(bytes[at + 1]) &* 64 &+ Int(bytes[at + 2]) &+ Int(bytes[at]) &* 37) & 511
    }

    /// By byte, whether something may begin with it: a cue, a number, a Chinese digit.
    private static let beginnings: [Bool] = (0...255).map { byte in
        cues.contains { $0.word[0] == byte } || "+(0123456789".utf8.contains(byte) || byte == 0xE4 || byte == 0xE5
    }

    /// The second byte of each cue: most of what begins like one is none.
    private static let seconds: [UInt8] = cues.map { $0.word[1] }

    private mutating func walk() {
        let bytes = bytes
        let (beginnings, starts, seconds) = (Self.beginnings, Self.starts, Self.seconds)
        var at = 0
        var numbersEnd = 0
        while at < bytes.count, found.count < Self.limit {
            Steps.count()
            let byte = bytes[at]
            guard beginnings[Int(byte)] else {
                at += 1
                continue
            }
            let slot = Self.slot(bytes, at)
            var next = at + 1
            var cue = Int(starts[slot])
            while cue < Int(starts[slot + 1]), next < bytes.count {
                if bytes[at + 1] == seconds[cue], let end = account(Self.cues[cue], at) {
                    next = max(next, end)
                    break
                }
                cue += 1
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
        // Both lists are in the order of the text.
        var low = 0
        var high = scanner.links.count
        while low < high {
            let middle = (low + high) / 2
            if scanner.links[middle].range.upperBound <= place.lowerBound { low = middle + 1 } else { high = middle }
        }
        return low < scanner.links.count && scanner.links[low].range.lowerBound < place.upperBound
    }

    private mutating func account(_ cue: Cue, _ at: Int) -> Int? {
        guard at + cue.word.count <= bytes.count else { return nil }
        for offset in 1..<cue.word.count where bytes[at + offset] != cue.word[offset] { return nil }
        if at > 0, cue.word[0] < 0x80, Characters.isAlphanumeric(cue.word[0]),
            Characters.isLabel(bytes[at - 1]) || bytes[at - 1] == UInt8(ascii: "/")
                || bytes[at - 1] == UInt8(ascii: ".")
        {
            return nil
        }
        var reader = HandleReader(bytes, at + cue.word.count)
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
