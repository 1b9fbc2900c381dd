public import Moderation
internal import TextForms

/// A verdict as a person reads it.
public struct Explanation {
    let post: Post
    let verdict: Verdict
    let judge: Judge
    let terminal: Terminal
    let showsAll: Bool
    let rememberedIn: String?

    /// Of a verdict that `judge`, made to explain, has just given. `rememberedIn` is the spool of which the memories were
    /// read; nil if nothing is remembered. `showsAll` names every rule, also those that no check came near.
    public init(
        post: Post, verdict: Verdict, judge: Judge, terminal: Terminal, showsAll: Bool, rememberedIn: String? = nil
    ) {
        self.post = post
        self.verdict = verdict
        self.judge = judge
        self.terminal = terminal
        self.showsAll = showsAll
        self.rememberedIn = rememberedIn
    }

    public func text(titled title: String?) -> String {
        var lines: [String] = []
        let head = PostText.head(of: post, receivedAt: nil)
        if title != nil || !head.isEmpty {
            lines.append(
                [title.map { terminal.paint($0, .bold) }, head.isEmpty ? nil : terminal.paint(head, .dim)]
                    .compactMap { $0 }.joined(separator: "  "))
        }
        lines.append("\(terminal.paint(verdict.outcome))  \(SafeText.make(verdict.because))")
        if !verdict.unread.isEmpty {
            let names = SafeText.make(verdict.unread.map(\.name).joined(separator: ", "))
            lines.append(terminal.paint("No rule reads the text of this post, which is in \(names).", .yellow))
        }
        lines += campaignLines
        lines.append("")
        lines += PostText(post, verdict.findings.flatMap(\.evidence)).lines(terminal)
        for finding in verdict.findings {
            lines += ["", heading(finding.rule, finding.mode)] + checkLines(finding.rule)
        }
        for one in verdict.undecided {
            lines += ["", heading(one.rule, one.mode)]
            lines += one.reasons.map { "    ? \(SafeText.make($0))" }
        }
        let others = nearMisses
        if !others.isEmpty {
            lines += ["", terminal.paint(showsAll ? "Other rules" : "Near misses", .dim)]
            for rule in others { lines += [heading(rule)] + checkLines(rule) }
        }
        return lines.joined(separator: "\n")
    }

    /// Of one rule alone: whether it holds, and what its checks say.
    public func text(of id: String) -> String {
        guard let rule = judge.ruleset.rules.first(where: { $0.id == id }) else { return "" }
        let answer =
            !verdict.findings.isEmpty
            ? terminal.paint("HOLDS", .yellow)
            : verdict.undecided.isEmpty
                ? terminal.paint("DOES NOT HOLD", .green) : terminal.paint("COULD NOT BE ANSWERED", .red)
        return
            ([answer] + PostText(post, verdict.findings.flatMap(\.evidence)).lines(terminal) + [heading(rule)]
            + checkLines(rule)).joined(separator: "\n")
    }

    /// Posts that are nearly the same share these.
    private var campaignLines: [String] {
        let ids = verdict.annotations["campaigns"].map { SafeText.make($0) }
        guard !ids.isEmpty else { return [] }
        guard let spool = rememberedIn else {
            // Every post begins a campaign here: that is news only to who asks for everything.
            guard showsAll else { return [] }
            let said = "campaign \(ids[0]); no memory is loaded, so no other post counts: see --spool"
            return [terminal.paint(said, .dim)]
        }
        return ids.map { id in
            "campaign \(id)  "
                + terminal.paint("moongate journal --campaign \(id) --spool \(SafeText.make(spool))", .dim)
        }
    }

    // MARK: Rules

    /// Rules that a single check kept from holding; with `showsAll` every other rule.
    private var nearMisses: [Rule] {
        let told = Set(verdict.findings.map(\.rule.id) + verdict.undecided.map(\.rule.id))
        return judge.ruleset.rules.filter { rule in
            guard !told.contains(rule.id) else { return false }
            let failing = rule.checks.count { answer(of: $0) != .holds }
            return showsAll
                || (failing == 1 && rule.checks.contains { judge.answers[$0.id] == .holds && !$0.key.isNegated })
        }
    }

    private func answer(of check: Check) -> Answer {
        check.key.isNegated ? judge.answers[check.id].negated : judge.answers[check.id]
    }

    private var shownRules: [Rule] { verdict.findings.map(\.rule) + verdict.undecided.map(\.rule) + nearMisses }
    private var idWidth: Int { shownRules.map { Columns.width($0.id) }.max() ?? 0 }
    private var worthWidth: Int { shownRules.map { Columns.width($0.worth) }.max() ?? 0 }

    private func heading(_ rule: Rule, _ modeHere: Rule.Mode? = nil) -> String {
        let counts = (modeHere ?? rule.mode) == .live
        let mode =
            switch (rule.mode, rule.rollout < 1) {
            case (.live, true):
                modeHere == nil
                    ? " (rolled out to \(rule.share) of posts)"
                    : " (rolled out to \(rule.share) of posts: \(counts ? "counts" : "does not count") for this one)"
            case (.live, false): ""
            default: " (\(rule.mode.rawValue): does not count)"
            }
        let place = "\(rule.location.file):\(rule.location.line)"
        return "  \(terminal.paint(Columns.pad(rule.id, to: idWidth), .bold))  "
            + "\(terminal.paint(Columns.pad(rule.worth, to: worthWidth), .cyan))\(mode)  "
            + SafeText.make(rule.summary ?? "") + "  " + terminal.paint(SafeText.make(place), .dim)
    }

    private func checkLines(_ rule: Rule) -> [String] {
        rule.checks.map { check in
            let sign =
                switch answer(of: check) {
                case .holds: terminal.paint("✓", .green)
                case .doesNotHold: terminal.paint("✗", .red)
                case .undecided: terminal.paint("?", .yellow)
                }
            let found = judge.answers.evidence(for: check.id).map(describe).joined(separator: ", ")
            let reason = judge.answers.reason(for: check.id).map { SafeText.make($0) } ?? found
            return "    \(sign) \(SafeText.make(check.key.source.text))" + (reason.isEmpty ? "" : ": " + reason)
        }
    }

    private func shown(_ bytes: some Sequence<UInt8>) -> String { Columns.cut(SafeText.make(bytes), to: 60) }

    private func describe(_ evidence: Evidence) -> String {
        guard let range = evidence.range, let quoted = post.quoted(evidence) else {
            return SafeText.make(evidence.value ?? evidence.field.name)
        }
        let place = terminal.paint("\(evidence.field) bytes \(range.lowerBound)-\(range.upperBound)", .dim)
        let folded = Folding.fold(Array(quoted)).bytes
        let became = evidence.form == .folded && !folded.elementsEqual(quoted) ? " → \"\(shown(folded))\"" : ""
        let said = evidence.value.map { SafeText.make($0) + " " } ?? ""
        return "\(said)\"\(shown(quoted))\"\(became) \(place)"
    }
}
