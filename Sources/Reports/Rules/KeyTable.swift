public import Moderation

/// The vocabulary of the rule language, as the installed plugins declare it.
public enum KeyTable {
    public static func text(of forms: [CheckKeyForm], _ terminal: Terminal) -> String {
        var lines = ["Keys: [~]key[+key...][#label] (modifier, ...): value, or a list of values", ""]
        let rows = forms.map { [$0.name, $0.summary, $0.example] }
        lines += Columns.table(rows, painted: [.bold, nil, .dim], by: terminal)
        lines += ["", "Modifiers"]
        var seen = Set<String>()
        let modifiers = forms.flatMap(\.modifiers).filter { seen.insert($0.name).inserted }
        lines += Columns.table(modifiers.map { [$0.name, $0.summary] }, painted: [.bold, nil], by: terminal)
        return lines.joined(separator: "\n")
    }
}
