internal import Moderation

/// The lists of a rule folder by name, put in where a value says `$name`.
struct WordLists {
    private var lists: [String: WordListFile] = [:]
    private(set) var problems: [RuleProblem] = []

    init(_ files: [RuleFolder.File]) {
        for file in files {
            do throws(RuleProblems) {
                let list = try WordListFile(file)
                lists[Self.name(of: file)] = list
                problems += list.warnings
            } catch {
                problems += error.problems
            }
        }
    }

    private static func name(of file: RuleFolder.File) -> String {
        String(file.path.dropFirst("lists/".count).dropLast(".txt".count))
    }

    /// A value with its `$name`s replaced by the words, and the excuses of those lists.
    func expand(_ value: SourceValue) throws(RuleProblems) -> (SourceValue, excuses: [SourceText]) {
        switch value {
        case .scalar(let text):
            guard let list = try list(text) else { return (value, []) }
            return (.list(list.words.map { .scalar($0) }, text.location), list.excuses)
        case .list(let elements, let location):
            var all: [SourceValue] = []
            var excuses: [SourceText] = []
            for element in elements {
                if case .scalar(let text) = element, let list = try list(text) {
                    all += list.words.map { .scalar($0) }
                    excuses += list.excuses
                } else {
                    all.append(element)
                }
            }
            return (.list(all, location), excuses)
        case .map: return (value, [])
        }
    }

    /// `$` and a name that a file may have; anything else is a text with a dollar sign in it.
    private func list(_ text: SourceText) throws(RuleProblems) -> WordListFile? {
        guard text.text.hasPrefix("$"), text.attributes.isEmpty else { return nil }
        let name = String(text.text.dropFirst())
        let isName = name.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "/")
        }
        guard isName, name.utf8.contains(where: { (0x61...0x7A).contains($0) }) else { return nil }
        guard let list = lists[name] else {
            let known = lists.keys.sorted()
            throw RuleProblems(
                at: text.location, "there is no list '\(name)'",
                advice: known.isEmpty
                    ? "put its words into lists/\(name).txt, one a line"
                    : DidYouMean.advice(for: name, among: known, what: "put it into lists/\(name).txt; there are"))
        }
        return list
    }
}
