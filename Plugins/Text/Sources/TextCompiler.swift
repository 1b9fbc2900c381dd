internal import Moderation
internal import Patterns
internal import TextForms

/// Builds a `TextIndex` from checks.
struct TextCompiler {
    private var problems: [RuleProblem] = []
    private var checks: [TextCheck] = []
    private var patterns: [TextPattern] = []
    private var literals: [[UInt8]] = []
    private var uses: [[LiteralUse]] = []
    private var numbers: [[UInt8]: Int32] = [:]
    private var rules: [String: Int] = [:]
    private var emoji: [(EmojiValue, LiteralUse)] = []
    private var hasExcuses = false
    private var commonLiterals: [[UInt8]] = []
    private var commonUses: [[Int32]] = []
    private var commonNumbers: [[UInt8]: Int] = [:]
    /// Patterns to be ruled out by filters: expressions by form, and their patterns.
    private var plans: [TextForm: FilterPlan] = [:]
    private let library: PatternLibrary?
    /// Patterns of the ruleset before, and of this one.
    private let known: [PreparedPattern.Source: PreparedPattern]
    private var prepared: [PreparedPattern.Source: PreparedPattern] = [:]

    /// For the ruleset's successor, if it goes in force. Of use once it is finished.
    private(set) var kept = PatternLibrary.Kept()

    init(library: PatternLibrary?) {
        self.library = library
        known = library?.patterns ?? [:]
    }

    mutating func add(_ check: Check) {
        let rule = rules[check.rule] ?? rules.count
        rules[check.rule] = rule
        do throws(RuleProblems) {
            if check.key.names.first?.text == TextPlugin.unless {
                try addExcuses(try check.value.scalars(), rule)
            } else {
                try addCheck(check, rule)
            }
        } catch {
            problems += error.problems
        }
    }

    mutating func finish() throws(RuleProblems) -> TextIndex {
        guard problems.isEmpty else { throw RuleProblems(problems) }
        kept.patterns = prepared
        let rules = rulesWithPatterns
        for (place, rule) in rules.enumerated() {
            for check in rule.checks {
                for pattern in checks[check].patterns { patterns[pattern].rule = place }
            }
        }
        let slot = FilterSlot(patterns: patterns, plans: plans)
        let index: TextIndex
        do throws(LiteralProblem) {
            let words: WordLayers
            (words, kept.words) =
                if let library { try library.words(literals) } else { (try WordLayers(literals), nil) }
            index = TextIndex(
                words: words, lengths: literals.map { Int32($0.count) },
                uses: uses, commonLiterals: commonLiterals.isEmpty ? nil : try LiteralSet(commonLiterals),
                commonUses: commonUses, checks: checks, patterns: patterns, filters: slot, rulesWithPatterns: rules,
                emoji: try EmojiIndex(emoji), hasExcuses: hasExcuses, fields: Array(Set(checks.flatMap(\.fields))))
        } catch {
            throw RuleProblems(
                at: SourceLocation(file: ".", line: 1, column: 1), "the words cannot be looked for: \(error)")
        }
        return index
    }

    private var rulesWithPatterns: [TextRule] {
        Dictionary(grouping: checks.indices) { checks[$0].rule }.sorted { $0.key < $1.key }.compactMap { _, places in
            guard places.contains(where: { !checks[$0].patterns.isEmpty }) else { return nil }
            return TextRule(checks: places.sorted { order($0) < order($1) })
        }
    }

    private func order(_ place: Int) -> (Int, Int) {
        let check = checks[place]
        return ((check.isNegated ? 2 : 0) + (check.patterns.isEmpty ? 0 : 1), place)
    }

    // MARK: Checks

    private mutating func addCheck(_ check: Check, _ rule: Int) throws(RuleProblems) {
        let options = try TextOptions(check.key)
        let place = checks.count
        checks.append(
            TextCheck(
                id: check.id, fields: check.key.names.map { TextPlugin.field($0.text) }, isNegated: check.key.isNegated,
                isRequired: check.isRequired, rule: rule))
        var wholes: [TextOptions: [SourceText]] = [:]
        for value in try check.value.scalars() {
            do throws(RuleProblems) {
                let (options, weight) = try options.with(value)
                switch (options.match, options.form) {
                case (.regex, _): try addPattern(value, options, weight, to: place)
                case (_, .folded): try addLiteral(value, options.match, weight, to: place)
                case (_, .original) where weight == nil: wholes[options, default: []].append(value)
                case (_, .original): try addOriginal([value], options, weight, to: place)
                }
            } catch {
                problems += error.problems
            }
        }
        for (options, values) in wholes { try addOriginal(values, options, nil, to: place) }
    }

    private mutating func addPattern(
        _ value: SourceText, _ options: TextOptions, _ weight: Double?, to check: Int
    ) throws(RuleProblems) {
        let source = PreparedPattern.Source(
            text: value.text, form: options.form, isCaseSensitive: options.isCaseSensitive)
        let prepared: PreparedPattern
        if let there = self.prepared[source] ?? known[source] {
            prepared = there
        } else {
            do throws(PatternProblem) {
                prepared = try PreparedPattern(source)
            } catch {
                throw RuleProblems(
                    at: value.location(ofByte: error.offset), "the pattern is wrong: \(error.message)",
                    advice: error.advice)
            }
        }
        self.prepared[source] = prepared
        let number = patterns.count
        checks[check].patterns.append(number)
        patterns.append(
            TextPattern(
                pattern: prepared.pattern, form: options.form, weight: weight, checksum: options.checksum,
                gate: prepared.gate))
        for literal in prepared.required {
            if prepared.gate == .rare {
                use(SqueezedText.squeeze(literal), .gate(pattern: number))
            } else {
                useCommon(literal, number)
            }
        }
        if let widened = prepared.widened { plan(widened, options.form, number) }
    }

    // MARK: Plain values

    private mutating func addLiteral(
        _ value: SourceText, _ match: TextMatch, _ weight: Double?, to check: Int
    ) throws(RuleProblems) {
        try addPlain(value, match, .value(check: check, match: match, weight: weight))
    }

    private mutating func addExcuses(_ values: [SourceText], _ rule: Int) throws(RuleProblems) {
        hasExcuses = true
        for value in values {
            if let option = value.attributes.keys.min() {
                throw RuleProblems(
                    at: value.location, "'\(option)' has no effect on a phrase that excuses",
                    advice: "remove it; a phrase excuses in the way in which the rule looks for what it excuses")
            }
            try addPlain(value, .includesWord, .excuse(rule: rule))
        }
    }

    private mutating func addPlain(
        _ value: SourceText, _ match: TextMatch, _ use: LiteralUse
    ) throws(RuleProblems) {
        if let made = EmojiValue(value.text) {
            emoji.append((made, use))
        } else {
            self.use(try Self.literal(of: value, match), use)
        }
    }

    private mutating func plan(_ widened: String, _ form: TextForm, _ pattern: Int) {
        if library != nil { plans[form, default: FilterPlan()].add(widened, pattern) }
    }

    private mutating func useCommon(_ literal: [UInt8], _ pattern: Int) {
        let number = commonNumbers[literal] ?? commonLiterals.count
        if number == commonLiterals.count {
            commonNumbers[literal] = number
            commonLiterals.append(literal)
            commonUses.append([])
        }
        commonUses[number].append(Int32(pattern))
    }

    private mutating func use(_ literal: [UInt8], _ use: LiteralUse) {
        let number = numbers[literal] ?? Int32(literals.count)
        if Int(number) == literals.count {
            numbers[literal] = number
            literals.append(literal)
            uses.append([])
        }
        uses[Int(number)].append(use)
    }

    /// A value as it is looked for in squeezed text. White space at its edges only counts where the text may go on.
    private static func literal(of value: SourceText, _ match: TextMatch) throws(RuleProblems) -> [UInt8] {
        let folded = Folding.fold(Array(value.text.utf8)).bytes
        guard folded.contains(where: { $0 != 0x20 && $0 != 0x0A }) else {
            let isEmpty = value.text.allSatisfy(\.isWhitespace)
            throw RuleProblems(
                at: value.location,
                isEmpty
                    ? "the value is empty, so it would be found in every post"
                    : "nothing is left of the value when it is folded",
                advice: isEmpty
                    ? "write the text to look for, or remove it" : "ask for the original text: (includes, original)")
        }
        guard folded.count <= LiteralSet.lengthLimit / 2 else {
            throw RuleProblems(at: value.location, "the value is longer than \(LiteralSet.lengthLimit / 2) bytes")
        }
        var literal = SqueezedText.squeeze(folded)[...]
        if match != .includes, match != .endsWith, literal.first == 0x20 { literal.removeFirst() }
        if match != .includes, match != .startsWith, literal.last == 0x20 { literal.removeLast() }
        return Array(literal)
    }

    /// Values in the text as written: few people ask for it, so PCRE2 looks for them, joined.
    private mutating func addOriginal(
        _ values: [SourceText], _ options: TextOptions, _ weight: Double?, to check: Int
    ) throws(RuleProblems) {
        if let empty = values.first(where: { $0.text.allSatisfy(\.isWhitespace) }) {
            throw RuleProblems(
                at: empty.location, "the value is empty, so it would be found in every post",
                advice: "write the text to look for, or remove it")
        }
        for group in OriginalText.groups(values.map(\.text).sorted { $0.utf8.count > $1.utf8.count }) {
            do throws(PatternProblem) {
                let text = OriginalText.pattern(group, options.match)
                let pattern = try Pattern(text, caseSensitive: options.isCaseSensitive)
                checks[check].patterns.append(patterns.count)
                patterns.append(TextPattern(pattern: pattern, form: .original, weight: weight))
                if let widened = WidenedPattern(text, caseSensitive: options.isCaseSensitive) {
                    plan(widened.expression, .original, patterns.count - 1)
                }
            } catch {
                throw RuleProblems(at: values[0].location, "cannot be looked for: \(error.message)")
            }
        }
    }
}
