internal import Moderation
internal import RuleFiles
internal import TextForms

/// Values that are seldom looked for as they stand: each warning says what they do, and what to write.
extension Lint {
    static func values(_ rule: Rule, _ forms: [CheckKeyForm]) -> [RuleProblem] {
        rule.checks.flatMap { check -> [RuleProblem] in
            guard let name = check.key.names.first?.text,
                let form = forms.compactMap({ form in form.fit(check.key).map { (fit: $0, form: form) } })
                    .max(by: { $0.fit < $1.fit })?.form ?? forms.first(where: { $0.covers(name) }),
                let values = try? check.value.scalars()
            else {
                // What cannot be read was refused.
                return []
            }
            let isText = form.modifiers.contains { $0.name == "regex" }
            if !isText, form.example.contains(": \">") || form.example.contains(": \"<") {
                return values.compactMap { exactNumber($0, name) }
            }
            guard isText || !form.isCondition else { return [] }
            return values.compactMap { value in
                func has(_ modifier: String) -> Bool { check.key.has(modifier) || value.attributes[modifier] != nil }
                let isOriginal = has("original") || has("case-sensitive")
                if let control = control(value) { return control }
                if has("regex") { return isOriginal ? nil : capitals(value) }
                return quotes(value) ?? wildcard(value) ?? pattern(value) ?? several(value)
                    ?? (isOriginal ? nil : letters(value))
            }
        }
    }

    private static func warning(_ value: SourceText, _ message: String, _ advice: String) -> RuleProblem {
        RuleProblem(at: value.location, message, advice: advice, severity: .warning)
    }

    // MARK: Numbers

    /// `caps_share: 80%`, `links: 3`: exactly this value, which few posts have.
    private static func exactNumber(_ value: SourceText, _ key: String) -> RuleProblem? {
        let (sign, text) = Comparison.split(value.text)
        guard sign == nil else { return nil }
        let isShare = text.hasSuffix("%")
        let number = Double(isShare ? String(text.dropLast()) : text) ?? TimeSpan.seconds(text[...])
        guard let number, isShare ? number > 0 && number < 100 : number > 1 else { return nil }
        return warning(
            value, "'\(key): \(text)' holds for exactly \(text) only",
            "write \(key): \"> \(text)\" for more, or \"= \(text)\" if just that is meant")
    }

    // MARK: Patterns

    /// `"\b"` in double quotes is a backspace.
    private static func control(_ value: SourceText) -> RuleProblem? {
        guard
            let scalar = value.text.unicodeScalars.first(where: {
                $0.value < 0x20 && !"\t\n\r".unicodeScalars.contains($0)
            })
        else { return nil }
        let name = "U+00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16, uppercase: true)
        return warning(
            value, "the value holds the control character \(name): in double quotes YAML makes one of \\b, \\a or \\f",
            "write it in single quotes, in which a backslash stays: '\\bword\\b'")
    }

    /// `\p{Lu}` in folded text, which has no capitals.
    private static func capitals(_ value: SourceText) -> RuleProblem? {
        let classes = ["\\p{Lu}", "\\p{Lt}", "\\p{Upper", "[:upper:]", "\\P{Ll}"]
        guard let found = classes.first(where: value.text.contains) else { return nil }
        return warning(
            value, "folded text has no upper-case letters, so \(found) finds small ones, too, or none",
            "ask for the text as written: (regex, case-sensitive)")
    }

    // MARK: Plain values

    /// Quotes that word processors write.
    private static func quotes(_ value: SourceText) -> RuleProblem? {
        let pairs: [(Character, Set<Character>)] = [
            ("“", ["”", "“"]), ("„", ["“", "”"]), ("‘", ["’", "‘"]), ("”", ["”"]),
        ]
        guard value.text.count > 1, let first = value.text.first, let last = value.text.last,
            pairs.contains(where: { $0.0 == first && $0.1.contains(last) })
        else { return nil }
        return warning(
            value, "'\(value.text)' is looked for with its quotes: \(first) and \(last) are no quotes of YAML",
            "write straight quotes, \"...\" or '...', or remove them")
    }

    /// `scam*`, `*scam`, `*scam*`.
    private static func wildcard(_ value: SourceText) -> RuleProblem? {
        for word in value.text.split(whereSeparator: \.isWhitespace) {
            let inner = word.drop { $0 == "*" }
            let core = String(inner.reversed().drop { $0 == "*" }.reversed())
            // f*** is how people write it.
            guard
                word.count - core.count == 1
                    || word.hasPrefix("*") && word.hasSuffix("*") && word.count - core.count == 2,
                core.count > 1, core.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "'" })
            else { continue }
            return warning(
                value, "'\(word)' is looked for with the sign *, which is no wildcard",
                "for words that begin with it: (regex): '\\b\(core)\\w*', or for it inside words: (includes): \(core)")
        }
        return nil
    }

    /// A pattern without `regex`.
    private static func pattern(_ value: SourceText) -> RuleProblem? {
        let text = value.text
        let signs: [Regex<Substring>] = [
            /\\[bBwWdDsS.+*?()]/, /\.[*+]/, /\(\?[:=!<i]/, /\([^()\s]+\|[^()]*\)/, /\[\^?[a-z0-9]-[a-z0-9]/,
            /\w\{\d+,?\d*\}/,
        ]
        guard let found = signs.lazy.compactMap({ text.firstMatch(of: $0)?.output }).first else { return nil }
        return warning(
            value, "'\(text)' is looked for as it stands, '\(found)' with all its signs",
            "if it is a pattern, say so in the key: (regex)")
    }

    /// `scam, fraud` as one value.
    private static func several(_ value: SourceText) -> RuleProblem? {
        let parts = value.text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == "，" || $0 == "、" }
            .map { $0.drop { $0 == " " } }
        guard parts.count > 1,
            parts.allSatisfy({ part in
                part.first?.isLetter == true && part.count > 1 && !part.contains { $0.isWhitespace }
            })
        else { return nil }
        return warning(
            value, "'\(value.text)' is looked for as one phrase, with its comma",
            "write each word as a value of its own: [\(parts.joined(separator: ", "))], in a list file on its own line")
    }

    /// 🆅🅿🅽 is vpn.
    private static func letters(_ value: SourceText) -> RuleProblem? {
        let hasSymbols = value.text.unicodeScalars.contains {
            $0.properties.generalCategory == .otherSymbol || $0.properties.generalCategory == .otherNumber
        }
        let isEmoji = value.text.allSatisfy { character in
            character.unicodeScalars.first.map { $0.value >= 0x80 && $0.properties.isEmoji } == true
                || character.isWhitespace
        }
        guard hasSymbols, !isEmoji else { return nil }
        let folded = Folding.fold(value.text)
        guard !folded.isEmpty, folded.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " ") }) else {
            return nil
        }
        return warning(
            value, "'\(value.text)' is looked for as '\(folded)', also where it is written in plain letters",
            "write \(folded) if that is meant, or ask for the text as written: (original)")
    }

    // MARK: Excuses

    /// `unless` in a rule that looks for no words.
    static func excusesNothing(_ source: RuleSource, _ loaded: LoadedRules) -> [RuleProblem] {
        let keys = source.conditions.flatMap(\.keys)
        guard source.standard == nil, let excuse = keys.first(where: { loaded.excusingKeys.contains($0.names[0].text) })
        else { return [] }
        let looksForWords = keys.contains { key in
            loaded.forms.contains {
                $0.isCondition && $0.covers(key.names[0].text) && $0.modifiers.contains { $0.name == "regex" }
            }
        }
        guard !looksForWords else { return [] }
        return [
            RuleProblem(
                at: excuse.source.location,
                "'\(excuse.names[0].text)' excuses words that a rule finds, and '\(source.id.text)' looks for no words",
                advice: "to leave posts with a phrase alone, write ~body: a phrase", severity: .warning)
        ]
    }
}

extension SourceCondition {
    fileprivate var keys: [CheckKey] {
        switch self {
        case .check(let key, _): [key]
        case .any(let blocks, _): blocks.flatMap { $0.flatMap(\.keys) }
        case .rules: []
        }
    }
}
