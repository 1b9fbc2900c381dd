/// E-mail addresses, which are looked for first.
extension LinkScanner {
    /// Addresses first: `john.doe.jp@mail.com` is no link to `john.doe.jp`.
    mutating func findEmails() {
        var floor = 0
        let bytes = bytes
        for sign in beginnings.places(of: .at) {
            var at = sign
            var after = sign + 1
            if bytes[sign] != UInt8(ascii: "@") {
                guard let spelled = spelledAt(sign) else { continue }
                (at, after) = spelled
            }
            var start = at
            while start > floor, at - start < 64, Self.isLocal(bytes[start - 1]) { start -= 1 }
            Steps.count(at - start)
            while start < at, !Characters.isAlphanumeric(bytes[start]) { start += 1 }
            guard start < at, after < bytes.count, Characters.isAlphanumeric(bytes[after]) else { continue }
            readRun(from: after, isOpen: false)
            let isSpelled = bytes[sign] == 0x20
            guard let host = host(isOpen: true, from: after), !host.isAddress,
                isSpelled ? isLocalBeforeWord(start..<at, host) : after > sign + 1 || host.disguise < .spelled,
                PublicSuffixes.shared.isTopLevel(host.name[((host.name.lastIndex(of: UInt8(ascii: ".")) ?? 0) + 1)...])
            else { continue }
            emails.append(Email(local: start..<at, end: host.end, domain: host.name))
            floor = host.end
        }
    }

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

    /// Whether a word before ` at ` is the name of an address: who spells the one sign spells the other, or has a name that is
    /// no word. `look at example[.]com` and `see us at example dot com` show a link.
    private func isLocalBeforeWord(_ local: Range<Int>, _ host: Host) -> Bool {
        if local.contains(where: { !Characters.isLetter(bytes[$0]) }) {
            return host.disguise == .bracketed || host.disguise == .spelled
        }
        return host.disguise == .spelled && !Self.wordsBeforeAt.contains(Array(bytes[local]))
    }

    /// What people say before ` at ` and a place.
    private static let wordsBeforeAt = Set(
        """
        look looks looked looking see find found me us it them him her here now is are was back live out up off more shop \
        store page site website blog online available visit buy order work read watch join meet free only
        """.split(separator: " ").map { Array($0.utf8) })

    private static func isLocal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "'"): true
        default: Characters.isLabel(byte)
        }
    }

    /// The end of an address that these bytes are part of.
    mutating func email(over range: Range<Int>) -> Int? {
        while nextEmail < emails.count, emails[nextEmail].end <= range.lowerBound { nextEmail += 1 }
        guard nextEmail < emails.count, emails[nextEmail].local.lowerBound < range.upperBound else { return nil }
        return emails[nextEmail].end
    }
}
