internal import Links
internal import Moderation

/// One check of links or contacts, compiled.
struct LinkCheck: Sendable {
    let id: CheckID
    let key: LinkKey
    let question: Question

    enum Question: Sendable {
        case count([NumberCondition])
        case domain(Domains, outside: Bool)
        case shortener(Domains)
        case mismatch(Bool)
        case lookalike(Lookalikes)
        case contacts(Contacts)
    }

    /// What `contacts:` asks; one of these.
    struct Contacts: Sendable {
        var counts: [NumberCondition] = []
        var kinds: Set<Contact.Kind> = []
        var known: Set<String> = []
    }

    init(_ check: Check) throws(RuleProblems) {
        guard let key = check.key.names.first.flatMap({ LinkKey(rawValue: $0.text) }) else {
            throw RuleProblems(at: check.key.source.location, "no such key")
        }
        id = check.id
        self.key = key
        let values = try check.value.scalars()
        switch key {
        case .links: question = .count(try Self.conditions(values))
        case .domain:
            question = .domain(try Domains(values), outside: check.key.has(LinkKey.outside.name))
        case .shortener: question = .shortener(try Domains(values))
        case .linkMismatch: question = .mismatch(try Self.truth(values))
        case .lookalikeDomain: question = .lookalike(Lookalikes(try Domains(values).whole))
        case .contacts: question = .contacts(try Self.contacts(values))
        }
    }

    private static func conditions(_ values: [SourceText]) throws(RuleProblems) -> [NumberCondition] {
        var conditions: [NumberCondition] = []
        for value in values {
            guard Comparison.split(value.text).sign != nil || Double(value.text) != nil else {
                throw RuleProblems(
                    at: value.location, "'\(value.text)' is not a comparison",
                    advice: "for example: \(LinkKey.links.form.example); "
                        + "for where links lead write domain:, for words in the post's own list of links links_given:")
            }
            conditions.append(try NumberCondition(value, example: LinkKey.links.form.example))
        }
        return conditions
    }

    private static func truth(_ values: [SourceText]) throws(RuleProblems) -> Bool {
        guard values.count == 1, let truth = Truth.read(values[0].text) else {
            throw RuleProblems(
                at: values[0].location, "link_mismatch is true or false", advice: "write link_mismatch: true")
        }
        return truth
    }

    private static func contacts(_ values: [SourceText]) throws(RuleProblems) -> Contacts {
        var contacts = Contacts()
        let kinds = Contact.Kind.allCases.map(\.rawValue)
        for value in values {
            if Comparison.split(value.text).sign != nil || Double(value.text) != nil {
                contacts.counts.append(try NumberCondition(value, example: "contacts: \"> 1\""))
                continue
            }
            let parts = value.text.split(separator: ":", maxSplits: 1).map { part in
                String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            guard let kind = parts.first.flatMap({ Contact.Kind(rawValue: $0) }) else {
                throw RuleProblems(
                    at: value.location, "'\(parts.first ?? "")' is not a kind of contact",
                    advice: DidYouMean.advice(for: parts.first ?? "", among: kinds, what: "there are")
                        + "; or a number: contacts: \"> 1\"")
            }
            if parts.count == 1 {
                contacts.kinds.insert(kind)
            } else {
                let handle = parts[1].lowercased().drop { $0 == "@" }
                contacts.known.insert(kind.rawValue + ":" + handle)
            }
        }
        return contacts
    }
}

/// Domains as a rule names them.
struct Domains: Sendable {
    /// `example.com`: with what lies below.
    private(set) var whole: [String] = []
    private var names: Set<String> = []

    init(_ values: [SourceText]) throws(RuleProblems) {
        var problems: [RuleProblem] = []
        for value in values {
            let isSuffix = value.text.hasPrefix(".")
            guard let host = DomainName.host(isSuffix ? "x" + value.text : value.text) else {
                problems.append(
                    RuleProblem(
                        at: value.location, "'\(value.text)' is not a domain",
                        advice: "write it without https:// and without a path: example.com, or .top for all that end so"
                    ))
                continue
            }
            if isSuffix {
                names.insert(String(host.dropFirst(2)))
            } else {
                names.insert(host)
                whole.append(host)
            }
        }
        guard problems.isEmpty else { throw RuleProblems(problems) }
    }

    /// Whether a link leads to one of them or below it.
    func contain(_ link: Link) -> Bool {
        link.isAddress ? names.contains(link.host) : link.isWithin(names)
    }
}
