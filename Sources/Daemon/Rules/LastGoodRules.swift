internal import Files
internal import Moderation
internal import RuleFiles
internal import Spool

/// A copy of the last rule folder that went live (`state/rules`), so that a restart with a broken folder still serves; and
/// the fingerprint of the rules that were last live (`state/rules-in-force`), so that a copy that is older is called so.
struct LastGoodRules: Sendable {
    private let state: String

    static let mark = "rules-in-force"

    /// In the spool's `state/`.
    init(state: String) { self.state = state }

    /// The copy; nil if none was kept, or it is damaged.
    var files: RuleFolder? { try? RuleFolder(copyIn: state) }

    /// Whether rules other than these were last in force.
    func isOlder(_ files: RuleFolder) -> Bool {
        // Without a mark (an earlier version of Moongate wrote none) the copy is believed.
        lastLive.map { $0 != files.fingerprint } ?? false
    }

    /// The fingerprint of the rules that were last in force, whether or not a copy of them could be kept; nil if no mark was
    /// ever written.
    var lastLive: String? {
        guard let bytes = try? Folder(path: state).contents(Self.mark) else { return nil }
        return String(String(decoding: bytes, as: UTF8.self).prefix { !$0.isWhitespace })
    }

    /// Keeps these, which are in force now.
    func keep(_ rules: RuleFolder) throws(SpoolProblem) {
        let folder = try Folder(path: state)
        let problem = mark(rules, in: folder)
        try folder.replaceFolder(
            RuleFolder.copyName, with: rules.files.map { ($0.path.split(separator: "/").map(String.init), $0.bytes) })
        if let problem { throw problem }
    }

    /// First, so that a copy that fails is known to be older.
    private func mark(_ rules: RuleFolder, in folder: Folder) -> SpoolProblem? {
        do throws(SpoolProblem) {
            try folder.replace(Self.mark, with: Array((rules.fingerprint + "\n").utf8), .file)
            return nil
        } catch {
            // On a full disk an older mark would agree with an older copy: an empty one agrees with none.
            try? folder.empty(Self.mark)
            return error
        }
    }
}
