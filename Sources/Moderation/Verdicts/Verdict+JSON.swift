public import JSON
internal import TextForms

extension Verdict {
    /// Undecided rules that are written down: if a plugin is out there may be thousands.
    private static let undecidedLimit = 64

    /// Writes the members of the verdict into the object that is open in `json`. With `post`, evidence carries the
    /// characters themselves (`text`): for the sidecar, never for the journal.
    public func write(to json: inout JSONWriter, quoting post: Post? = nil) {
        json.member("outcome", outcome.rawValue)
        json.member("score", score)
        json.member("threshold") {
            $0.object {
                $0.member("flag_at", thresholds.flagAt)
                if let rejectAt = thresholds.rejectAt { $0.member("reject_at", rejectAt) }
            }
        }
        json.member("because", because)
        json.member("findings") { json in
            json.array { json in
                for finding in findings { json.element { finding.write(to: &$0, quoting: post) } }
            }
        }
        if !undecided.isEmpty {
            json.member("undecided") { json in
                json.array { json in
                    for one in undecided.prefix(Self.undecidedLimit) { json.element { one.write(to: &$0) } }
                }
            }
            if undecided.count > Self.undecidedLimit { json.member("undecided_count", undecided.count) }
        }
        if !without.isEmpty {
            json.member("without") { $0.array { json in without.forEach { json.element($0) } } }
        }
        if !unread.isEmpty {
            json.member("unread") { $0.array { json in unread.forEach { json.element($0.name) } } }
        }
        for entry in annotations.entries where entry.annotation.isAlwaysWritten || !entry.values.isEmpty {
            json.member(entry.annotation.name) { $0.array { json in entry.values.forEach { json.element($0) } } }
        }
        json.member("ruleset", ruleset)
        json.member("received_at", receivedAt.rfc3339)
        json.member("decided_at", decidedAt.rfc3339)
        json.member("microseconds", microseconds)
    }
}

extension Finding {
    func write(to json: inout JSONWriter, quoting post: Post?) {
        json.object { json in
            rule.writeReference(to: &json)
            if let post {
                if let summary = rule.summary { json.member("summary", summary) }
                if let reason = rule.reason { json.member("reason", Placeholders.fill(reason, for: self, in: post)) }
            }
            json.member("score", score)
            if let action = rule.action { json.member("action", action.rawValue) }
            json.member("mode", mode.rawValue)
            if rule.rollout < 1 { json.member("rollout", rule.rollout) }
            json.member("evidence") { json in
                json.array { json in
                    for one in evidence { json.element { one.write(to: &$0, quoting: post) } }
                }
            }
        }
    }
}

extension Undecided {
    func write(to json: inout JSONWriter) {
        json.object { json in
            rule.writeReference(to: &json)
            json.member("because", reasons.joined(separator: "; "))
        }
    }
}

extension Rule {
    fileprivate func writeReference(to json: inout JSONWriter) {
        json.member("rule", id)
        json.member("file", location.file)
        json.member("line", location.line)
    }
}

extension Evidence {
    func write(to json: inout JSONWriter, quoting post: Post?) {
        json.object { json in
            json.member("field", field.name)
            if let element { json.member("element", element) }
            if let value { json.member("value", value) }
            guard let range else { return }
            json.member("start", range.lowerBound)
            json.member("end", range.upperBound)
            json.member("form", form.rawValue)
            guard let bytes = post?.quoted(self) else { return }
            json.member("text", bytes)
            let folded = Folding.fold(Array(bytes)).bytes
            if form == .folded, !folded.elementsEqual(bytes) { json.member("folded", folded) }
        }
    }
}

extension Post {
    /// The bytes that a piece of evidence points at.
    public func quoted(_ evidence: Evidence) -> ArraySlice<UInt8>? {
        guard let range = evidence.range,
            let entry = entries.first(where: { $0.field == evidence.field && $0.element == evidence.element }),
            case .text(let bytes) = entry.value, range.lowerBound >= 0, range.upperBound <= bytes.count
        else { return nil }
        return bytes[range]
    }
}
