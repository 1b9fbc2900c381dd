internal import Links
internal import Moderation
internal import TextForms

/// Features that do not depend on the words: links, numbers, capitals, who sent it.
extension FeatureReader {
    mutating func readFacts(_ post: borrowing ExaminedPost, now: Instant) {
        var counts = CharacterCounts()
        let found = PostLinks.of(post)
        for (place, entry) in post.post.entries.enumerated() {
            guard case .text(let original) = entry.value, PostLinks.fields.contains(entry.field) else { continue }
            if Self.isText(entry.field) { counts.count(original) }
            readLinks(found, place)
        }
        add(.links, upTo: min(found.links.count, 3), number: found.links.count)
        readCounts(counts)
        readSender(post, now: now)
    }

    private mutating func readLinks(_ found: PostLinks, _ place: Int) {
        for link in found.links.lazy.filter({ $0.entry == place }).map(\.found).prefix(32) {
            add(.host, text: link.host.utf8, at: place, link.range)
            add(.host, text: link.domain.utf8, at: place, link.range)
            if let dot = link.host.utf8.lastIndex(of: UInt8(ascii: ".")) {
                add(.domainEnding, text: link.host.utf8[dot...], at: place, link.range)
            }
            add(.path, text: [link.path.utf8.count > 1 ? 1 : 0], at: place, link.range)
            if link.disguise != .none { add(.disguise, text: [1], at: place, link.range) }
        }
        for contact in found.contacts.lazy.filter({ $0.entry == place }).map(\.found).prefix(32) {
            add(.contact, text: contact.kind.rawValue.utf8, at: place, contact.range)
        }
    }

    private mutating func readCounts(_ counts: CharacterCounts) {
        guard counts.characters > 0 else { return }
        let visible = max(counts.visible, 1)
        add(.length, upTo: Self.logarithm(counts.characters, steps: 3), number: counts.characters)
        add(.words, upTo: Self.logarithm(wordCount, steps: 2), number: wordCount)
        add(.differentWords, upTo: differentWords * 10 / max(wordCount, 1), number: differentWords)
        let different = counts.differentCharacters
        add(.differentCharacters, upTo: Self.logarithm(different, steps: 3), number: different)
        add(.digits, upTo: min(Self.logarithm(counts.digits, steps: 2), 12), number: counts.digits)
        add(.digitShare, upTo: min(counts.digits * 20 / visible, 8), number: counts.digits * 100 / visible)
        if counts.cased >= 5 {
            add(
                .capitals, upTo: min(counts.capitals * 10 / counts.cased, 9),
                number: counts.capitals * 100 / counts.cased)
        }
        add(.capitalWords, level: min(counts.capitalWords, 5), number: counts.capitalWords)
        if counts.hasLongCapitals { add(.capitalWords, level: 100, number: counts.capitalWords) }
        add(.exclamations, upTo: min(counts.exclamations, 4), number: counts.exclamations)
        add(.questions, level: min(counts.questions, 3), number: counts.questions)
        for sign in 0..<5 where counts.money & 1 << sign != 0 { add(.money, level: sign, number: 1) }
        add(.punctuation, upTo: min(counts.signs * 20 / visible, 8), number: counts.signs * 100 / visible)
        if counts.invisible > 0 { add(.invisible, level: min(counts.invisible, 2), number: counts.invisible) }
        if counts.emoji > 0 { add(.emoji, level: min(Self.logarithm(counts.emoji, steps: 2), 8), number: counts.emoji) }
        for length in 3...12 where counts.runs & (1 << length) != 0 { add(.digitRun, level: length, number: length) }
        if counts.at > 0 { add(.mention, level: 1, number: counts.at) }
        if counts.hash > 0 { add(.hashtag, level: 1, number: counts.hash) }
        if counts.mixed > 0 { add(.mixedScripts, level: 1, number: counts.mixed) }
    }

    private mutating func readSender(_ post: borrowing ExaminedPost, now: Instant) {
        if let born = post.post.time(of: .authorCreatedAt) {
            let seconds = (post.post.time(of: .createdAt) ?? now).seconds(since: born)
            let hours = Int(max(0, min(seconds / 3600, 1e6)))
            add(.accountAge, level: Self.logarithm(hours, steps: 1), number: hours)
        }
        if post.post.value(of: .replyTo) != nil { add(.reply, level: 1, number: 1) }
        for entry in post.post.entries {
            guard case .number(let number) = entry.value, entry.field.name.hasPrefix("author.") else { continue }
            let whole = Int(max(0, min(number.rounded(), 1e9)))
            var level = UInt64(Self.logarithm(whole, steps: 1))
            for byte in entry.field.name.utf8 { level = (level ^ UInt64(byte)) &* 0x100_0000_01B3 }
            add(.authorNumber, level: Int(truncatingIfNeeded: level), number: whole)
        }
    }

    /// The logarithm to base two of one more, in so many steps for each two doublings (1 to 3).
    private static func logarithm(_ number: Int, steps: Int) -> Int {
        let value = max(number, 0) + 1
        let whole = Int.bitWidth - 1 - value.leadingZeroBitCount
        guard steps > 1, whole > 0 else { return whole }
        let half = value >> (whole - 1) & 1
        return steps == 3 ? whole * 2 + half : whole
    }
}
