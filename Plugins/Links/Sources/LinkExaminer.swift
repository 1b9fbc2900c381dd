internal import Links
public import Moderation

/// Answers the link checks: finds everything once, then asks each check.
public struct LinkExaminer: Examiner {
    private let checks: [LinkCheck]

    init(checks: [LinkCheck]) { self.checks = checks }

    /// Says which checks hold, and where.
    public mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
        let found = PostLinks.of(post)
        let checks = checks.span
        for place in checks.indices {
            // Of most posts no more is to be asked.
            if found.links.isEmpty, checks[place].key.asksEachLink { continue }
            let check = checks[place]
            switch check.question {
            case .count(let conditions):
                let count = found.targetCount
                guard conditions.contains(where: { $0.holds(for: Double(count)) }) else { continue }
                answers.holds(check.id, Evidence(Field(check.key.rawValue), value: String(count)))
                show(found.links, check, &answers) { _ in true }
            case .domain(let domains, let outside):
                show(found.links, check, &answers) { domains.contain($0) != outside }
            case .shortener(let domains):
                show(found.links, check, &answers) { $0.path.utf8.count > 1 && domains.contain($0) }
            case .mismatch(let wanted): mismatches(post, found, check, wanted, &answers)
            case .lookalike(let lookalikes):
                show(found.links, check, &answers) { lookalikes.domain(lookingLike: $0) != nil }
            case .contacts(let wanted): contacts(found, check, wanted, &answers)
            }
        }
    }

    private func show(
        _ links: [PostLinks.Placed<Link>], _ check: LinkCheck, _ answers: inout Answers, where fits: (Link) -> Bool
    ) {
        for link in links where fits(link.found) {
            answers.holds(check.id, Evidence(link.field, element: link.element, range: link.found.range))
            if answers.hasEnough(check.id) { return }
        }
    }

    private func mismatches(
        _ post: borrowing ExaminedPost, _ found: PostLinks, _ check: LinkCheck, _ wanted: Bool, _ answers: inout Answers
    ) {
        var isThere = false
        var last = -1
        // A link shows another place by the one next to it, or by a user's name. Those of an entry stand together.
        let mayMislead = found.links.count > 1 || found.links.first?.found.user != nil
        for first in mayMislead ? found.links : [] where first.entry != last {
            last = first.entry
            guard case .text(let original) = post.post.entries[first.entry].value else { continue }
            for mismatch in LinkMismatch.find(in: original, links: found.links(inEntry: first.entry)) {
                isThere = true
                if wanted {
                    answers.holds(check.id, Evidence(first.field, element: first.element, range: mismatch.range))
                }
            }
        }
        if !wanted, !isThere { answers.holds(check.id) }
    }

    private func contacts(
        _ found: PostLinks, _ check: LinkCheck, _ wanted: LinkCheck.Contacts, _ answers: inout Answers
    ) {
        var fitting = found.contacts.filter { contact in
            wanted.kinds.contains(contact.found.kind)
                || wanted.known.contains(contact.found.kind.rawValue + ":" + contact.found.handle)
        }
        if !wanted.counts.isEmpty {
            let count = Set(found.contacts.map { $0.found.kind.rawValue + ":" + $0.found.handle }).count
            if wanted.counts.contains(where: { $0.holds(for: Double(count)) }) {
                answers.holds(check.id, Evidence(Field(check.key.rawValue), value: String(count)))
                fitting = found.contacts
            }
        }
        for contact in fitting {
            answers.holds(check.id, Evidence(contact.field, element: contact.element, range: contact.found.range))
            if answers.hasEnough(check.id) { return }
        }
    }
}
