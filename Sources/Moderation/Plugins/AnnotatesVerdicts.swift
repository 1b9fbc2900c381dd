/// A plugin that says something about posts in their verdicts (`Answers.annotate`), besides answering checks.
public protocol AnnotatesVerdicts: RulePlugin {
    /// What it may say. No other plugin declares the same names.
    var annotations: [Annotation] { get }
}

/// A plugin that examines every post, even if no rule uses its keys, unless `moongate.yaml` says `reads: asked`.
public protocol ReadsEveryPost: AnnotatesVerdicts {}
