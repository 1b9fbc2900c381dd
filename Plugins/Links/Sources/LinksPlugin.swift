public import Moderation

/// Links and contacts of a post: how many there are, where they lead, what they pretend to be.
///
/// The `Links` module finds them, once a post, for all checks of all rules; a check only looks at what was found. What
/// was found never becomes a value of evidence, for values go into the journal: only the bytes where it stands do.
public struct LinksPlugin: RulePlugin {
    /// `links`
    public let name = "links"

    /// Without settings.
    public init() {}

    /// One form a key.
    public var keys: [CheckKeyForm] { LinkKey.allCases.map(\.form) }

    /// Reads every comparison and list; all that is wrong at once.
    public func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> CompiledLinkChecks {
        let compiled = try checks.compiled(LinkCheck.init)
        return CompiledLinkChecks(checks: compiled)
    }
}

/// All link checks of a ruleset.
public struct CompiledLinkChecks: CompiledChecks {
    let checks: [LinkCheck]

    /// One worker's half.
    public func makeExaminer() -> LinkExaminer { LinkExaminer(checks: checks) }
}
