internal import Glibc
public import Moderation

extension RuleFolder {
    /// The name of the copy of the rules in force, in a spool's `state/`.
    public static let copyName = "rules"

    /// The copy of the rules that were last in force, in a spool's `state/`. While another copy takes its place there is
    /// none of that name for a moment, or after a crash: then the next one is complete, or the old one is still there.
    public init(copyIn state: String) throws(RuleProblems) {
        func isThere(_ name: String) -> Bool { access(state + "/" + name, F_OK) == 0 }
        let (old, fresh) = (Self.copyName + ".old", Self.copyName + ".new")
        if !isThere(Self.copyName), isThere(old) {
            try self.init(reading: state + "/" + (isThere(fresh) ? fresh : old))
        } else {
            try self.init(reading: state + "/" + Self.copyName)
        }
    }
}
