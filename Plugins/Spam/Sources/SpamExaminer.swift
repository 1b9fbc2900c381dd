public import Moderation

/// Answers the spam checks from what was learned; learns nothing itself.
public struct SpamExaminer: Examiner {
    private let checks: [SpamCheck]
    private let memory: SpamMemory
    private var reader = FeatureReader()

    init(checks: [SpamCheck], memory: SpamMemory) {
        self.checks = checks
        self.memory = memory
    }

    /// Says which comparisons hold, and why.
    public mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
        guard !checks.isEmpty else { return }
        if let assumed = post.assumptions[SpamCheck.field.name] {
            guard let probability = Double(assumed) else { return }
            for check in checks where check.holds(probability) {
                answers.holds(check.id, Evidence(SpamCheck.field, value: probability.plain))
            }
            return
        }
        reader.read(post, now: now)
        let probability = Calibration.probability(logit: memory.logit(reader.vector))
        let holding = checks.filter { $0.holds(probability) }
        guard !holding.isEmpty else { return }
        reader.read(post, now: now, reasons: true)
        let evidence = memory.reading(of: post, by: reader).evidence
        for check in holding { for one in evidence { answers.holds(check.id, one) } }
    }
}

extension SpamReading {
    /// The probability first; then the evidence for and against it. Values reveal nothing about the text.
    var evidence: [Evidence] {
        let rounded = ((probability * 1000).rounded() / 1000).plain
        return [Evidence(SpamCheck.field, value: rounded)]
            + reasons.prefix(Answers.evidenceLimit - 1).map { reason in
                let side = reason.weight > 0 ? "for" : "against"
                guard let field = reason.field, let range = reason.range else {
                    return Evidence(SpamCheck.field, value: "\(side): \(reason.name ?? "")")
                }
                return Evidence(
                    field, element: reason.element, range: range, value: reason.name.map { "\(side): \($0)" } ?? side)
            }
    }
}
