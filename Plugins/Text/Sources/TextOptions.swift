internal import Moderation

/// What the parentheses of a key, and the attributes of a word in a list, come to.
struct TextOptions: Sendable, Hashable {
    var match = TextMatch.includesWord
    var form = TextForm.folded
    var isCaseSensitive = false
    var checksum: Checksum?

    static let caseSensitive = "case-sensitive"

    static var modifiers: [CheckKeyForm.Modifier] {
        TextMatch.allCases.map { modifier($0.rawValue, $0.summary, $0.example) } + [
            modifier(
                caseSensitive, "Capital and small letters are different (looks at the original text)",
                ("title (case-sensitive): SALE", "{title: 'SALE: a bike'}", "{title: 'Sale: a bike'}")),
            modifier(
                TextForm.original.rawValue,
                "Looks at the text as written: width, invisible characters and the like count",
                ("body (regex, original): '[\\x{200B}-\\x{200D}]'", "\"fr\\u200Bee\"", "free")),
            modifier(
                TextForm.folded.rawValue, "Looks at the folded text (this is what you get anyway)",
                ("body (regex, folded): 'v[i1]agra'", "Ｖ１ＡＧＲＡ", "Niagara")),
        ] + Checksum.allCases.map { modifier($0.rawValue, $0.summary, $0.example) }
    }

    private static func modifier(
        _ name: String, _ summary: String, _ example: (check: String, fires: String, passes: String)
    ) -> CheckKeyForm.Modifier {
        CheckKeyForm.Modifier(
            name, summary, example: example.check, fires: example.fires, passes: example.passes)
    }

    init() {}

    /// Of a key.
    init(_ key: CheckKey) throws(RuleProblems) {
        var named: SourceText?
        var form: SourceText?
        var checksumPlace: SourceText?
        for modifier in key.modifiers {
            if let match = TextMatch(rawValue: modifier.text) {
                if let named { throw Self.conflict(named, modifier, key) }
                named = modifier
                self.match = match
            } else if let given = TextForm(rawValue: modifier.text) {
                if let form { throw Self.conflict(form, modifier, key) }
                form = modifier
                self.form = given
            } else if let checksum = Checksum(rawValue: modifier.text) {
                self.checksum = checksum
                checksumPlace = modifier
            } else if modifier.text == Self.caseSensitive {
                isCaseSensitive = true
            }
        }
        if let checksumPlace, match != .regex {
            throw RuleProblems(
                at: checksumPlace.location, "'\(checksumPlace.text)' checks what a pattern finds",
                advice: "write (regex, \(checksumPlace.text))")
        }
        if isCaseSensitive {
            if let form, self.form == .folded {
                throw RuleProblems(
                    at: form.location, "folded text has no capital letters",
                    advice: "leave 'folded' out: case-sensitive looks at the original text")
            }
            self.form = .original
        }
    }

    private static func conflict(_ a: SourceText, _ b: SourceText, _ key: CheckKey) -> RuleProblems {
        RuleProblems(
            at: b.location, "'\(a.text)' and '\(b.text)' cannot both apply",
            advice: "keep one, or write a second check: \(key.names.map(\.text).joined(separator: "+"))#second (...)")
    }

    /// As a word of a list changes them.
    func with(_ word: SourceText) throws(RuleProblems) -> (options: TextOptions, weight: Double?) {
        guard !word.attributes.isEmpty else { return (self, nil) }
        var options = self
        var weight: Double?
        for (name, value) in word.attributes.sorted(by: { $0.key < $1.key }) {
            if name == "score" {
                weight = Double(value)
            } else if let match = TextMatch(rawValue: name) {
                options.match = match
            } else if name == Self.caseSensitive {
                options.isCaseSensitive = true
                options.form = .original
            } else if let form = TextForm(rawValue: name) {
                options.form = form
            } else {
                let known = ["score=2", Self.caseSensitive] + TextMatch.allCases.map(\.rawValue)
                throw RuleProblems(
                    at: word.location, "unknown attribute '\(name)'",
                    advice: DidYouMean.advice(for: name, among: known, what: "there are"))
            }
        }
        return (options, weight)
    }
}
