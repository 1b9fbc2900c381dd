public import Files
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
        let record = JournalRecord.decision(
            decision, of: copy, Self.move(copy, to: outcome), number: number,
            channel: copy.place.channel(filing.layout),
            isReversal: kept.isReversal, movedFrom: movedFrom)
        return Order(
            copy: copy, outcome: outcome, record: record,
            sidecar: sidecars.includes(outcome) ? JournalBytes.adding(decision, to: copy.sidecar) ?? record.line : nil,
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
        let record = JournalRecord.rejudged(
            copy, verdict, Self.move(copy, to: verdict.outcome), number: number,
            channel: copy.place.channel(filing.layout))
        let file = WorkFile(sequence: number, name: copy.place.name, channel: copy.place.channel(filing.layout))
        return Order(
            copy: copy, outcome: verdict.outcome, record: record,
            sidecar: sidecars.includes(verdict.outcome) ? Sidecar.verdict(verdict, of: file, quoting: post) : nil,
            kept: nil)
    }

    private static func move(_ copy: FiledCopy, to outcome: Outcome) -> JournalEvent.Move {
        let folders = copy.place.folders
        return JournalEvent.Move(
            from: copy.place.outcome, to: outcome, folder: folders.isEmpty ? nil : folders.joined(separator: "/"))
    }

    /// Where a post belongs after a person's word.
    public static func outcome(of word: Decision.Word, from outcome: Outcome) -> Outcome {
        switch word {
        case .approve: .approved
        case .uphold: outcome
        case .reject: .rejected
        }
    }

    /// The order that a line of the journal is; nil if it is not one, or if another file is there.
    func order(from line: JournalLine) throws(SpoolProblem) -> Order? {
        guard let move = line.event.move, let place = FiledPlace(line), let copy = try place.read(in: spool),
            copy.identity.inode == line.inode, copy.identity.digest == line.digest
        else { return nil }
        if case .decision(_, let decision) = line.event {
            return try order(copy, decision, number: line.sequence)
        }
        return Order(
            copy: copy, outcome: move.to, record: line.record,
            sidecar: sidecars.includes(move.to) ? line.record.line : nil, kept: nil)
    }
}

extension FiledPlace {
    /// Where the post was that a decision or a new verdict is about.
    init?(_ line: JournalLine) {
        guard let move = line.event.move else { return nil }
        self.init(([move.from.rawValue] + (move.folder.map { [$0] } ?? []) + [line.post]).joined(separator: "/"))
    }
}
