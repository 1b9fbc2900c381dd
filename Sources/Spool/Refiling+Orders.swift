import JSON
public import Moderation

extension Refiling {
    /// What a person's word means for a filed post; `movedFrom` where it was said by moving the file.
    public func order(
        _ copy: FiledCopy, _ decision: Decision, number: UInt64, movedFrom: Outcome? = nil
    ) throws(SpoolProblem) -> Order {
        let outcome = Self.outcome(of: decision.word, from: copy.place.outcome)
        let digest = copy.identity.digest ?? ""
        let before = try labelled.entry(digest)
        var kept = Labelled.Entry(
            digest: digest, decision: decision, number: number, name: copy.place.name,
            channel: copy.place.channel(filing.layout), receivedAt: copy.receivedAt,
            isReversal: before?.isReversed(by: decision.word) ?? false)
        kept.inode = copy.identity.inode
        let record = JournalRecord(sequence: number, kind: "decision") { json in
            Self.identify(copy, outcome, filing.layout, in: &json)
            json.member("decision", decision.word.rawValue)
            json.member("by", decision.by)
            if let user = decision.user { json.member("user", user) }
            json.member("received_at", copy.receivedAt.rfc3339)
            json.member("decided_at", decision.at.rfc3339)
            if kept.isReversal { json.member("reversal", true) }
            if let movedFrom { json.member("moved_from", movedFrom.rawValue) }
        }
        return Order(
            copy: copy, outcome: outcome, record: record,
            sidecar: sidecars.includes(outcome) ? Sidecar.adding(decision, to: copy.sidecar) ?? record.line : nil,
            kept: kept)
    }

    /// What a person said of this very post; nil where nobody said anything. Not of another one with the same bytes, of
    /// which `labelled/` keeps one entry: this is told by the file's number there, or by what lies next to the post.
    public func decision(about copy: FiledCopy) throws(SpoolProblem) -> Decision? {
        if let digest = copy.identity.digest, let known = try labelled.entry(digest),
            known.inode == copy.identity.inode
        {
            return known.decision
        }
        // A sidecar that is damaged says nothing.
        guard let sidecar = copy.sidecar, let json = try? JSONValue(parsing: sidecar), let said = json["decision"],
            let word = (said["word"] ?? said).string.flatMap({ Decision.Word(rawValue: $0) }),
            // Where there was no verdict's, the sidecar is the journal's line.
            let by = (said["by"] ?? json["by"])?.string,
            let at = (said["at"] ?? json["decided_at"])?.string.flatMap({ Instant(rfc3339: $0.utf8) })
        else { return nil }
        return Decision(word, by: by, at: at)
    }

    /// What a new verdict means for a filed post.
    public func order(_ copy: FiledCopy, _ verdict: Verdict, quoting post: Post, number: UInt64) -> Order {
        let record = JournalRecord(sequence: number, kind: "rejudged") { json in
            Self.identify(copy, verdict.outcome, filing.layout, in: &json)
            verdict.write(to: &json)
        }
        let file = WorkFile(sequence: number, name: copy.place.name, channel: copy.place.channel(filing.layout))
        return Order(
            copy: copy, outcome: verdict.outcome, record: record,
            sidecar: sidecars.includes(verdict.outcome) ? Sidecar.verdict(verdict, of: file, quoting: post) : nil,
            kept: nil)
    }

    private static func identify(_ copy: FiledCopy, _ outcome: Outcome, _ layout: Layout, in json: inout JSONWriter) {
        json.member("post", copy.place.name)
        if let channel = copy.place.channel(layout) { json.member("channel", channel) }
        if !copy.place.folders.isEmpty { json.member("folder", copy.place.folders.joined(separator: "/")) }
        json.member("inode", copy.identity.inode)
        json.member("size", copy.identity.size)
        json.member("digest", copy.identity.digest ?? "")
        json.member("from", copy.place.outcome.rawValue)
        json.member("to", outcome.rawValue)
    }

    /// Where a post belongs after a person's word.
    public static func outcome(of word: Decision.Word, from outcome: Outcome) -> Outcome {
        switch word {
        case .approve: .approved
        case .uphold: outcome
        case .reject: .rejected
        }
    }

    /// The order that a line of the journal is; nil where it is none, or where another file lies there.
    func order(from entry: JournalEntry) throws(SpoolProblem) -> Order? {
        guard let place = FiledPlace(entry), let to = entry.to.flatMap({ Outcome(rawValue: $0) }),
            let copy = try place.read(in: spool), copy.identity.inode == entry.inode,
            copy.identity.digest == entry.digest
        else { return nil }
        let record = JournalRecord(sequence: entry.sequence, line: entry.line + [0x0A])
        guard entry.kind == "decision" else {
            return Order(
                copy: copy, outcome: to, record: record, sidecar: sidecars.includes(to) ? record.line : nil, kept: nil)
        }
        guard let word = entry.decision.flatMap({ Decision.Word(rawValue: $0) }), let by = entry.by,
            let at = entry.decidedAt
        else { return nil }
        return try order(copy, Decision(word, by: by, user: entry.user, at: at), number: entry.sequence)
    }
}

extension FiledPlace {
    /// Where the post lay that a decision or a new verdict is about.
    init?(_ entry: JournalEntry) {
        guard ["decision", "rejudged"].contains(entry.kind), let from = entry.from else { return nil }
        self.init(([from] + (entry.folder.map { [$0] } ?? []) + [entry.post]).joined(separator: "/"))
    }
}

extension Sidecar {
    private static let decisionStart = Array(#","decision":{"#.utf8)

    /// A verdict's sidecar with a decision as its last member, in place of an earlier one; nil where it is none.
    static func adding(_ decision: Decision, to sidecar: [UInt8]?) -> [UInt8]? {
        guard let sidecar, sidecar.starts(with: Array(#"{"seq":"#.utf8)), sidecar.suffix(2) == [0x7D, 0x0A] else {
            return nil
        }
        // Inside a text these bytes cannot stand: its quotation marks have a backslash before them.
        let end =
            sidecar.indices.dropLast(decisionStart.count).last { sidecar[$0...].starts(with: decisionStart) }
            ?? sidecar.count - 2
        var json = JSONWriter()
        json.object { json in
            json.member("word", decision.word.rawValue)
            json.member("by", decision.by)
            json.member("at", decision.at.rfc3339)
        }
        return sidecar[..<end] + decisionStart.dropLast() + json.bytes + [0x7D, 0x0A]
    }
}
