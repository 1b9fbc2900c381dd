internal import Moderation

/// Reads the rules of one file.
struct RuleReader {
    private(set) var rules: [RuleSource] = []
    private(set) var problems: [RuleProblem] = []

    /// The keys of a rule that are no checks.
    static let keys = ["id", "summary", "reason", "score", "action", "mode", "examples"]

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
    }

    private mutating func read(_ element: SourceValue) {
        guard case .map(let entries, let location) = element else {
            problems.append(
                RuleProblem(
                    at: element.location, "a rule is a block of keys, this is \(element.kind)",
                    advice: "begin each rule with '- id: its-name'"))
            return
        }
        guard let idEntry = entries.first(where: { $0.key.text == "id" }) else {
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
                problems += error.problems
            }
        }
        rules.append(rule)
    }

    private mutating func read(_ entry: SourceValue.Entry, into rule: inout RuleSource) throws(RuleProblems) {
        switch entry.key.text {
        case "id": rule.id = try Self.identifier(entry)
        case "summary": rule.summary = try entry.singleText().text
        case "reason": rule.reason = try entry.singleText().text
        case "score": rule.score = try entry.number()
        case "action": rule.action = try entry.choice()
        case "mode": rule.mode = try entry.choice()
        case "examples":
            var reader = ExampleReader()
            reader.read(entry.value)
            rule.examples = reader.examples
            problems += reader.problems
        default: rule.checks.append((try CheckKeyReader.read(entry.key), entry.value))
        }
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
            throw RuleProblems(at: text.location, "'\(text.text)' is no number", advice: "for example: \(key.text): 4")
        }
        return number
    }

    /// One of an enumeration's words.
    func choice<Choice: RawRepresentable<String> & CaseIterable>() throws(RuleProblems) -> Choice {
        let text = try singleText()
        guard let choice = Choice(rawValue: text.text) else {
            let words = Choice.allCases.map(\.rawValue)
            throw RuleProblems(
                at: text.location, "'\(text.text)' is no \(key.text)",
                advice: DidYouMean.advice(for: text.text, among: words, what: "write one of"))
        }
        return choice
    }
}
