internal import JSON
internal import Moderation
internal import Yams

/// A YAML file as a tree with places.
enum YAMLFile {
    /// Limit of the values in one file, with aliases expanded.
    static let valueLimit = 1_000_000
    /// How deep lists and blocks may lie in one another.
    static let depthLimit = 32

    /// The file's one document; nil where it holds nothing but comments.
    static func read(_ file: RuleFolder.File) throws(RuleProblems) -> SourceValue? {
        let bytes = file.text
        if let bad = UTF8Check.firstInvalid(in: bytes) {
            let (line, column) = JSONProblem("", at: bad).place(in: bytes)
            throw RuleProblems(
                at: SourceLocation(file: file.path, line: line, column: column), "the file is not UTF-8",
                advice: "save it as UTF-8")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let node: Node?
        do {
            node = try Yams.compose(yaml: text, .basic)
        } catch {
            throw RuleProblems([problem(error, in: file.path)])
        }
        guard let node else { return nil }
        var converter = Converter(file: file.path, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        return try converter.convert(node, depth: 0)
    }

    private static func problem(_ error: any Error, in file: String) -> RuleProblem {
        func at(_ mark: Mark) -> SourceLocation {
            SourceLocation(file: file, line: max(1, mark.line), column: max(1, mark.column))
        }
        let start = SourceLocation(file: file, line: 1, column: 1)
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return RuleProblem(at: at(mark), "this is not YAML: \(problem)", advice: advice(for: problem))
        case .duplicatedKeysInMapping(let duplicates, let context):
            return RuleProblem(
                at: at(context.mark), "the key \(duplicates.map { "'\($0)'" }.joined(separator: ", ")) is there twice",
                advice: "give one of them a label: key#second")
        case .memory: return RuleProblem(at: start, "nested too deep")
        case .reader(let problem, _, _, _): return RuleProblem(at: start, "this is not YAML: \(problem)")
        default: return RuleProblem(at: start, "this is not YAML: \(error)")
        }
    }

    private static func advice(for problem: String) -> String? {
        if problem.contains("tab") || problem.contains("cannot start any token") {
            return "indent with spaces, and put texts that begin with a sign in quotes"
        }
        if problem.contains("mapping values are not allowed") {
            return "put texts with a colon in quotes, and check the indentation"
        }
        if problem.contains("expected <block end>") || problem.contains("did not find expected") {
            return "check indentation, brackets and quotes here and in the lines above"
        }
        return nil
    }
}

/// Yams' nodes to values with places.
private struct Converter {
    let file: String
    let lines: [Substring]
    var count = 0

    mutating func convert(_ node: Node, depth: Int) throws(RuleProblems) -> SourceValue {
        let location = location(node.mark)
        count += 1
        guard count <= YAMLFile.valueLimit else {
            throw RuleProblems(at: location, "the file holds more than \(YAMLFile.valueLimit) values")
        }
        guard depth <= YAMLFile.depthLimit else {
            throw RuleProblems(at: location, "nested more than \(YAMLFile.depthLimit) deep")
        }
        switch node {
        case .scalar(let scalar): return .scalar(text(scalar, location))
        case .sequence(let sequence):
            var elements: [SourceValue] = []
            for element in sequence { elements.append(try convert(element, depth: depth + 1)) }
            return .list(elements, location)
        case .mapping(let mapping):
            var entries: [SourceValue.Entry] = []
            for (key, value) in mapping {
                guard case .scalar(let scalar) = key else {
                    throw RuleProblems(at: self.location(key.mark), "a key must be a word")
                }
                entries.append(
                    SourceValue.Entry(
                        key: text(scalar, self.location(key.mark)), value: try convert(value, depth: depth + 1)))
            }
            return .map(entries, location)
        case .alias: throw RuleProblems(at: location, "an alias that leads nowhere")
        }
    }

    private func location(_ mark: Mark?) -> SourceLocation {
        SourceLocation(file: file, line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1))
    }

    private func text(_ scalar: Node.Scalar, _ location: SourceLocation) -> SourceText {
        let indent: Int? =
            switch scalar.style {
            case .literal, .folded: nil
            case .singleQuoted, .doubleQuoted: 1
            case .plain, .any: 0
            }
        return SourceText(scalar.string, at: location, indent: scalar.string.contains("\n") ? nil : indent)
    }
}
