internal import Moderation

/// Reads the rules of one file.
struct RuleReader {
    private(set) var rules: [RuleSource] = []
    /// Items with `base:` instead of `id:`: checks for rules to take over.
    private(set) var bases: [RuleSource] = []
    private(set) var problems: [RuleProblem] = []

    /// The keys of a rule that are no checks.
    static let keys = RuleReference.ownKeys.map(\.name)

    init(_ file: RuleFolder.File) {
        let start = SourceLocation(file: file.path, line: 1, column: 1)
        do throws(RuleProblems) {
            guard let document = try YAMLFile.read(file) else {
                problems.append(
                    RuleProblem(
                        at: start, "the file is empty",
                        advice: "delete it if its rules are to go, else write them again"))
                return
            }
            guard case .list(let elements, _) = document else {
                throw RuleProblems(
                    at: document.location, "a rule file is a list of rules, this is \(document.kind)",
                    advice: "begin each rule with '- id: its-name'")
            }
            for element in elements { read(element) }
            if elements.isEmpty { problems.append(RuleProblem(at: start, "the file holds no rule")) }
        } catch {
            problems += error.problems
        }
        if problems.contains(where: { $0.severity == .error }), let colon = WideColon.first(in: file) {
            problems.append(colon)
        }
    }

    private mutating func read(_ element: SourceValue) {
        guard case .map(let entries, let location) = element else {
            problems.append(
                RuleProblem(
                    at: element.location, "a rule is a block of keys, this is \(element.kind)",
                    advice: "begin each rule with '- id: its-name'"))
            return
        }
        let isBase = entries.contains { $0.key.text == "base" }
        guard let idEntry = entries.first(where: { $0.key.text == (isBase ? "base" : "id") }) else {
            problems.append(
                RuleProblem(
                    at: location, "the rule has no id", advice: "begin it with '- id: a-name-of-its-own'"))
            return
        }
        var rule = RuleSource(id: idEntry.key)
        for entry in entries {
            do throws(RuleProblems) {
                try read(entry, into: &rule)
            } catch {
                rule.isBroken = true
                problems += error.problems
            }
        }
        if isBase {
            bases.append(rule)
            if rule.score != nil || rule.action != nil || !rule.examples.isEmpty {
                problems.append(
                    RuleProblem(
                        at: rule.id.location, "a base holds checks only",
                        advice: "give score, action and examples to the rules that say standard: \(rule.id.text)"))
            }
        } else {
            rules.append(rule)
        }
    }

    private mutating func read(_ entry: SourceValue.Entry, into rule: inout RuleSource) throws(RuleProblems) {
        switch entry.key.text {
        case "id", "base": rule.id = try Self.identifier(entry)
        case "summary": rule.summary = try entry.singleText().text
        case "reason":
            let text = try entry.singleText()
            if let unknown = Placeholders.unknown(in: text.text).first {
                throw RuleProblems(
                    at: text.location, "unknown placeholder '{{\(unknown)}}'",
                    advice: DidYouMean.advice(for: unknown, among: Placeholders.names, what: "there are"))
            }
            rule.reason = text.text
        case "group": rule.group = try entry.singleText()
        case "priority": rule.priority = try entry.wholeNumber()
        case "channels": rule.channels = try Self.channels(entry.value)
        case "standard": rule.standard = try entry.singleText()
        case "any": rule.conditions.append(try any(entry))
        case "rules": rule.conditions.append(.rules(try RuleExpression(try entry.singleText())))
        case "score": rule.score = try entry.number()
        case "action": rule.action = try entry.choice()
        case "mode": rule.mode = try entry.choice()
        case "rollout": rule.rollout = try entry.share()
        case "examples":
            var reader = ExampleReader()
            reader.read(entry.value)
            rule.examples = reader.examples
            problems += reader.problems
        default: rule.conditions.append(.check(try CheckKeyReader.read(entry.key), entry.value))
        }
    }

    /// `any:` with a list of blocks of checks.
    private func any(_ entry: SourceValue.Entry) throws(RuleProblems) -> SourceCondition {
        guard case .list(let blocks, let location) = entry.value, blocks.count > 1 else {
            throw RuleProblems(
                at: entry.value.location, "any is a list of at least two blocks of checks",
                advice: "any: [{title: a word}, {body: another}]")
        }
        var all: [[SourceCondition]] = []
        for block in blocks {
            guard case .map(let entries, _) = block, !entries.isEmpty else {
                throw RuleProblems(
                    at: block.location, "each part of any is a block of checks, this is \(block.kind)",
                    advice: "any: [{title: a word}, {body: another}]")
            }
            var conditions: [SourceCondition] = []
            for inner in entries {
                switch inner.key.text {
                case "any": conditions.append(try any(inner))
                case "rules": conditions.append(.rules(try RuleExpression(try inner.singleText())))
                case let key where Self.keys.contains(key):
                    throw RuleProblems(
                        at: inner.key.location, "'\(key)' belongs to the rule, not into any",
                        advice: "move it out of any")
                default: conditions.append(.check(try CheckKeyReader.read(inner.key), inner.value))
                }
            }
            all.append(conditions)
        }
        return .any(all, location)
    }

    /// `[market, chat]`, or `{not: [market]}`.
    private static func channels(_ value: SourceValue) throws(RuleProblems) -> Rule.Channels {
        if case .map = value {
            let entries = try value.entries(named: "channels", among: ["not"])
            return .except(Set(try (entries.first?.value ?? value).scalars().map(\.text)))
        }
        return .only(Set(try value.scalars().map(\.text)))
    }

    private static func identifier(_ entry: SourceValue.Entry) throws(RuleProblems) -> SourceText {
        let id = try entry.singleText()
        let allowed = id.text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard allowed, (1...80).contains(id.text.utf8.count), !id.text.hasPrefix("-") else {
            throw RuleProblems(
                at: id.location, "'\(id.text)' cannot be an id",
                advice: "use small letters a-z, digits and -, such as wechat-handle")
        }
        return id
    }
}

extension SourceValue.Entry {
    /// The one value behind the key.
    func singleText() throws(RuleProblems) -> SourceText {
        guard case .scalar(let text) = value else {
            throw RuleProblems(at: value.location, "\(key.text) is one value, this is \(value.kind)")
        }
        guard !text.text.isEmpty else {
            throw RuleProblems(at: key.location, "\(key.text) has no value", advice: "write one, or remove the key")
        }
        return text
    }

    /// A number between a million and minus a million.
    func number() throws(RuleProblems) -> Double {
        let text = try singleText()
        guard let number = Double(text.text), number.magnitude <= 1_000_000 else {
            throw RuleProblems(
                at: text.location, "'\(text.text)' is not a number", advice: "for example: \(key.text): 4")
        }
        return number
    }

    /// The same without a fraction.
    func wholeNumber() throws(RuleProblems) -> Int {
        guard let whole = Int(exactly: try number()) else {
            throw RuleProblems(
                at: value.location, "'\(try singleText().text)' is not a whole number",
                advice: "for example: \(key.text): 4")
        }
        return whole
    }

    /// One of an enumeration's words.
    func choice<Choice: RawRepresentable<String> & CaseIterable>() throws(RuleProblems) -> Choice {
        let text = try singleText()
        guard let choice = Choice(rawValue: text.text) else {
            let words = Choice.allCases.map(\.rawValue)
            let other = key.text == "action" ? AutoModeratorKeys.actions[text.text] : nil
            throw RuleProblems(
                at: text.location, "'\(text.text)' is not \(key.text == "action" ? "an" : "a") \(key.text)",
                advice: other.map { "write action: \($0)" }
                    ?? DidYouMean.advice(for: text.text, among: words, what: "write one of"))
        }
        return choice
    }
}
