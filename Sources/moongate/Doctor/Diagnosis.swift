import JSON
import Reports

/// One thing that `moongate doctor` looked at.
struct Diagnosis {
    enum State: String { case well, doubtful, wrong }

    /// What was looked at, one word: `inbox`, `rules`.
    let area: String
    let state: State
    /// What was seen.
    let what: String
    /// What to do about it; nil if nothing is wrong.
    let advice: String?

    static func well(_ area: String, _ what: String) -> Diagnosis {
        Diagnosis(area: area, state: .well, what: what, advice: nil)
    }

    static func doubtful(_ area: String, _ what: String, _ advice: String) -> Diagnosis {
        Diagnosis(area: area, state: .doubtful, what: what, advice: advice)
    }

    static func wrong(_ area: String, _ what: String, _ advice: String) -> Diagnosis {
        Diagnosis(area: area, state: .wrong, what: what, advice: advice)
    }

    func text(on terminal: Terminal) -> String {
        let sign =
            switch state {
            case .well: terminal.paint("✓", .green)
            case .doubtful: terminal.paint("!", .yellow)
            case .wrong: terminal.paint("✗", .red)
            }
        let line = "\(sign) \(Columns.pad(area, to: 10))  \(SafeText.make(what))"
        guard let advice else { return line }
        return line + "\n" + String(repeating: " ", count: 14) + terminal.paint("→ " + SafeText.make(advice), .dim)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("area", area)
            json.member("state", state.rawValue)
            json.member("what", what)
            if let advice { json.member("advice", advice) }
        }
    }
}
