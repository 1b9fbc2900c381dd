public import Files
internal import JSON

/// How a spool's outcome folders are laid out and which posts have a sidecar. Kept in `state/spool.json` by the last
/// `moongate run`, so that commands which work on a stopped spool need not be given it again.
public struct SpoolShape: Hashable, Sendable {
    /// Whether outcome folders have a folder for each day.
    public var layout: Layout
    /// Which posts have a sidecar.
    public var sidecars: Sidecars

    static let name = "spool.json"

    /// What a spool that was never run has.
    public init(layout: Layout = .flat, sidecars: Sidecars = .flagged) {
        self.layout = layout
        self.sidecars = sidecars
    }

    /// What is kept in a spool; nil if nothing is, as in a spool that no daemon has run on yet. A file that cannot be
    /// read is a problem and not a default: posts would be looked for in other folders than those they are in.
    public static func kept(in spool: SpoolFolder) throws(SpoolProblem) -> SpoolShape? {
        try kept(inState: spool.state)
    }

    /// The same of a spool's path, without making anything of it.
    public static func kept(inSpool path: String) throws(SpoolProblem) -> SpoolShape? {
        guard let state = try Folder(path: path).folderIfThere("state") else { return nil }
        return try kept(inState: state)
    }

    private static func kept(inState state: Folder) throws(SpoolProblem) -> SpoolShape? {
        guard let bytes = try state.read(name, limit: 65_536) else { return nil }
        guard let json = try? JSONValue(parsing: bytes), let shape = SpoolShape(json) else {
            throw SpoolProblem(
                .damaged,
                "\(state.path(of: name)) is damaged; remove it, and give --layout and --sidecars to `moongate run` once"
            )
        }
        return shape
    }

    private init?(_ json: JSONValue) {
        guard let layout = json["layout"]?.string.flatMap({ Layout(rawValue: $0) }),
            let sidecars = json["sidecars"]?.string.flatMap({ Sidecars(rawValue: $0) })
        else { return nil }
        self.init(layout: layout, sidecars: sidecars)
    }

    /// Keeps it for later commands.
    public func keep(in spool: SpoolFolder) throws(SpoolProblem) {
        var json = JSONWriter()
        json.object { json in
            json.member("layout", layout.rawValue)
            json.member("sidecars", sidecars.rawValue)
        }
        json.endLine()
        try spool.state.replace(Self.name, with: json.bytes, .file)
    }
}
