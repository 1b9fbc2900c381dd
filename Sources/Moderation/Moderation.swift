// The words of Moongate: what a post is, what rules and their checks are, how plugins answer them and how answers
// become a verdict. Everything here is pure: no files and no clocks, and one lock, around what examiners share of a post.
//
//   Post -> ExaminedPost -> Examiner (one per plugin) -> Answers -> Rule -> Finding -> Policy -> Verdict
//
// Start at `Posts/Post.swift`, then `Plugins/RulePlugin.swift` and `Plugins/PluginMemory.swift` (what a plugin author
// writes), then `Judging/Judge.swift` (the complete path).
