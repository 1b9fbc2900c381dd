public import Moderation
internal import Patterns
internal import TextForms

/// Answers the text checks: one pass for all words, then the patterns that may match.
public struct TextExaminer: Examiner {
    let index: TextIndex
    private let matcher: PatternMatcher
    private let words: WordScanner
    private let commonScanner: LiteralScanner?
    let emoji: EmojiScanner?

    // Filters in force for this worker.
    private var table: FilterTable
    private var tableVersion: Int
    private var filterScanners: [FilterScanner] = []

    // Of the post in hand.
    /// By pattern, one bit for each entry of the post that it is to be run on.
    private var gates: [UInt64]
    private var openGates: [Int32] = []
    /// Rules to be asked.
    private var rules: [Int] = []
    private var excuses: [Excuse] = []
    private var squeezed = SqueezedText()

    private struct Excuse {
        let rule: Int
        let entry: Int
        let isWholeWord: Bool
        /// Bytes of the original.
        let range: Range<Int>
    }

    init(
        index: TextIndex, matcher: PatternMatcher, words: WordScanner, commonScanner: LiteralScanner?,
        emoji: EmojiScanner?
    ) {
        self.index = index
        self.matcher = matcher
        self.words = words
        self.commonScanner = commonScanner
        self.emoji = emoji
        // Without filters; what is in force is taken up before the first post.
        table = FilterTable(patterns: index.patterns.map { ($0.gate, $0.rule) }, layers: [])
        tableVersion = 0
        gates = [UInt64](repeating: 0, count: index.patterns.count)
    }

    /// Says which checks hold and where, and which ran out of time.
    public mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
        follow()
        for gate in openGates { gates[Int(gate)] = 0 }
        openGates.removeAll(keepingCapacity: true)
        excuses.removeAll(keepingCapacity: true)
        for (place, entry) in post.post.entries.enumerated() {
            guard index.fields.contains(entry.field), let folded = post.folded(place) else { continue }
            look(in: folded, of: entry, place, into: &answers)
            guard !index.rulesWithPatterns.isEmpty else { continue }
            if case .text(let original) = entry.value { openGates(folded: folded.bytes, original: original, place) }
        }
        collectRules()
        guard !rules.isEmpty else { return }
        var budget = MatchBudget()
        for rule in rules {
            for place in index.rulesWithPatterns[rule].checks {
                let check = index.checks[place]
                if !check.patterns.isEmpty {
                    let began = answers.clock?()
                    runPatterns(of: check, on: post, budget: &budget, into: &answers)
                    if let began, let ended = answers.clock?() { answers.spent(ended - began, on: check.id) }
                }
                // The rule is lost: most posts end here, at a rule's first check.
                let lost: Answer = check.isNegated ? .holds : .doesNotHold
                if check.isRequired, !answers.isExhaustive, answers[check.id] == lost { break }
            }
        }
    }

    // MARK: Gates

    /// Takes up filters that were put in force. Where there is no memory for scanning, the old ones stay.
    private mutating func follow() {
        let version = index.filters.version
        guard version != tableVersion else { return }
        let fresh = index.filters.current
        var scanners: [FilterScanner] = []
        for layer in fresh.layers {
            guard let scanner = FilterScanner(layer.filter) else { return }
            scanners.append(scanner)
        }
        (table, filterScanners, tableVersion) = (fresh, scanners, version)
    }

    private mutating func openGates(folded: [UInt8], original: [UInt8], _ place: Int) {
        for (number, layer) in table.layers.enumerated() {
            let text = layer.form == .folded ? folded : original
            if let hits = filterScanners[number].scan(text) {
                for hit in hits { for pattern in layer.patterns[Int(hit)] { open(pattern, place) } }
            } else {
                // Not known: any may match.
                for patterns in layer.patterns { for pattern in patterns { open(pattern, place) } }
            }
        }
        if table.needsCommonLiterals, let commonScanner {
            for hit in commonScanner.scan(folded) {
                for pattern in index.commonUses[Int(hit.literal)] { open(pattern, place) }
            }
        }
    }

    private mutating func open(_ pattern: Int32, _ place: Int) {
        if gates[Int(pattern)] == 0 { openGates.append(pattern) }
        gates[Int(pattern)] |= place < 64 ? 1 << UInt64(place) : .max
    }

    /// Rules with a pattern that is to be run, in their order.
    private mutating func collectRules() {
        rules.removeAll(keepingCapacity: true)
        rules += table.rulesAlwaysAsked
        for pattern in openGates { rules.append(index.patterns[Int(pattern)].rule) }
        guard rules.count > 1 else { return }
        rules.sort()
        var last = -1
        rules.removeAll { rule in
            defer { last = rule }
            return rule == last
        }
    }

    // MARK: Words

    private mutating func look(
        in folded: FoldedText, of entry: Post.Entry, _ place: Int, into answers: inout Answers
    ) {
        let text = squeezed.squeeze(folded.bytes)
        let hits = words.scan(text)
        if let emoji, case .text(let original) = entry.value { emoji.scan(original) }
        if index.hasExcuses { collectExcuses(hits, text, in: folded, place) }
        for hit in hits { answer(hit, text, in: folded, of: entry, place, into: &answers) }
        if emoji != nil { answerEmoji(of: entry, place, into: &answers) }
    }

    private mutating func answer(
        _ hit: LiteralScanner.Hit, _ text: [UInt8], in folded: FoldedText, of entry: Post.Entry, _ place: Int,
        into answers: inout Answers
    ) {
        for use in index.uses[Int(hit.literal)] {
            switch use {
            case .excuse: break
            case .gate(let pattern):
                open(Int32(pattern), place)
            case .value(let number, let match, let weight):
                let check = index.checks[number]
                guard check.fields.contains(entry.field), weight != nil || !answers.hasEnough(check.id) else {
                    continue
                }
                let range = range(of: hit)
                guard Self.fits(match, range, in: text) else { continue }
                let original = folded.original(of: squeezed.whole(range))
                if isExcused(original, check.rule, place, asWord: match == .includesWord) { continue }
                answers.holds(
                    check.id,
                    Evidence(entry.field, element: entry.element, range: original, form: .folded, weight: weight))
            }
        }
        // Only part of the hits were kept: what they would have shown is not known.
        if words.isFull(hit.literal) { doubt(hit.literal, entry.field, into: &answers) }
    }

    private func doubt(_ literal: Int32, _ field: Field, into answers: inout Answers) {
        for case .value(let number, _, _) in index.uses[Int(literal)] {
            answers.undecided(index.checks[number].id, because: "too many places to look at in \(field)")
        }
    }

    private func range(of hit: LiteralScanner.Hit) -> Range<Int> {
        let end = Int(hit.end)
        return end - Int(index.lengths[Int(hit.literal)])..<end
    }

    private static func fits(_ match: TextMatch, _ range: Range<Int>, in text: [UInt8]) -> Bool {
        switch match {
        case .includesWord: WordBreaks.isWholeWord(range, in: text)
        // Equal bytes of valid UTF-8 begin and end at characters.
        case .includes: true
        case .startsWith: begins(range, text)
        case .endsWith: ends(range, text)
        case .fullExact: begins(range, text) && ends(range, text)
        case .fullText:
            hasNoWord(in: text[..<range.lowerBound]) && hasNoWord(in: text[range.upperBound...])
        case .regex: false
        }
    }

    /// Whether nothing but white space, squeezed, stands before; behind.
    private static func begins(_ range: Range<Int>, _ text: [UInt8]) -> Bool {
        range.lowerBound == 0 || range.lowerBound == 1 && text[0] == 0x20
    }

    private static func ends(_ range: Range<Int>, _ text: [UInt8]) -> Bool {
        range.upperBound == text.count || range.upperBound == text.count - 1 && text[range.upperBound] == 0x20
    }

    static func hasNoWord(in text: ArraySlice<UInt8>) -> Bool {
        !String(decoding: text, as: UTF8.self).unicodeScalars.contains {
            $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
    }

    // MARK: Excuses

    private mutating func collectExcuses(
        _ hits: [LiteralScanner.Hit], _ text: [UInt8], in folded: FoldedText, _ place: Int
    ) {
        for hit in hits {
            for case .excuse(let rule) in index.uses[Int(hit.literal)] {
                let range = range(of: hit)
                excuses.append(
                    Excuse(
                        rule: rule, entry: place, isWholeWord: WordBreaks.isWholeWord(range, in: text),
                        range: folded.original(of: squeezed.whole(range))))
            }
        }
        guard let emoji, let values = index.emoji?.values else { return }
        for hit in emoji.hits {
            guard case .excuse(let rule) = values[hit.value].use else { continue }
            excuses.append(Excuse(rule: rule, entry: place, isWholeWord: true, range: hit.range))
        }
    }

    /// `asWord`: what was found is a whole word, so only whole words excuse it: a scunthorpe excuses what is looked for
    /// inside words in scunthorpes, too.
    func isExcused(_ range: Range<Int>, _ rule: Int, _ place: Int, asWord: Bool) -> Bool {
        excuses.contains {
            $0.rule == rule && $0.entry == place && ($0.isWholeWord || !asWord)
                && $0.range.lowerBound <= range.lowerBound && range.upperBound <= $0.range.upperBound
        }
    }

    // MARK: Patterns

    private func runPatterns(
        of check: TextCheck, on post: borrowing ExaminedPost, budget: inout MatchBudget, into answers: inout Answers
    ) {
        var hasBegun = false
        for (place, entry) in post.post.entries.enumerated() where check.fields.contains(entry.field) {
            guard let folded = post.folded(place), case .text(let original) = entry.value else { continue }
            for number in check.patterns {
                let pattern = index.patterns[number]
                if !table.isAlwaysRun[number], gates[number] & (place < 64 ? 1 << UInt64(place) : .max) == 0 {
                    continue
                }
                if !hasBegun { budget.beginCheck() }
                hasBegun = true
                let text = pattern.form == .folded ? folded.bytes : original
                search(text, for: pattern, budget: &budget) { hit in
                    switch hit {
                    case .undecided(let reason):
                        answers.undecided(check.id, because: "\(reason) in \(entry.field)")
                    case .match(let range):
                        let shown = pattern.form == .folded ? folded.original(of: range) : range
                        if index.hasExcuses,
                            isExcused(
                                shown, check.rule, place, asWord: WordBreaks.isWholeWord(range, in: text))
                        {
                            return true
                        }
                        if let checksum = pattern.checksum, !checksum.isRight(text[range]) { return true }
                        answers.holds(
                            check.id,
                            Evidence(
                                entry.field, element: entry.element, range: shown, form: pattern.form,
                                weight: pattern.weight))
                    case .none: break
                    }
                    return !answers.hasEnough(check.id)
                }
            }
        }
    }

    /// Every match in turn until `report` says that it is enough. Looking goes on behind excused ones, within bounds.
    private func search(
        _ text: [UInt8], for pattern: TextPattern, budget: inout MatchBudget, report: (PatternHit) -> Bool
    ) {
        var from = 0
        for round in 0...LiteralScanner.hitLimit {
            let hit = matcher.firstMatch(of: pattern.pattern, in: text, from: from, budget: &budget)
            guard case .match(let range) = hit else {
                if hit != .none { _ = report(hit) }
                return
            }
            guard report(hit) else { return }
            if round == LiteralScanner.hitLimit { _ = report(.undecided(.outOfTime)) }
            from = max(range.upperBound, from)
            // Behind an empty match the search goes on one character further.
            if range.isEmpty { from = Self.nextCharacter(in: text, after: from) }
            if from > text.count { return }
        }
    }

    private static func nextCharacter(in text: [UInt8], after offset: Int) -> Int {
        var next = offset + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}
