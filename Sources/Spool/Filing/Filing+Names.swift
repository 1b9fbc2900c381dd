internal import Files
import Moderation

extension Filing {
    /// The names a post may get, in order.
    static func candidates(for file: WorkFile) -> some Sequence<String> { candidates(for: file.name, file.sequence) }

    static func candidates(for name: String, _ sequence: UInt64) -> some Sequence<String> {
        (1...18).lazy.map { place in
            switch place {
            case 1: name
            case 2...16: numbered(name, String(place))
            case 17: numbered(name, String(sequence))
            // Where a producer dropped a file with just that name.
            default: numbered(name, "0" + String(sequence))
            }
        }
    }

    static func numbered(_ name: String, _ number: String) -> String {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name + "~" + number }
        return name[..<dot] + "~" + number + name[dot...]
    }

    /// The folder of a post's place, made where it is missing.
    func folder(
        for file: WorkFile, _ destination: Destination, _ decidedAt: Instant
    ) throws(SpoolProblem) -> Folder {
        guard case .filed(let outcome) = destination else { return spool.failed }
        var folder = spool.folder(of: outcome)
        if layout == .byDay { folder = try Self.folder(decidedAt.date, in: folder) }
        if let channel = file.channel { folder = try Self.folder(channel, in: folder) }
        return folder
    }

    /// The same folder, where it is there under its plain name.
    func folderIfThere(
        of file: WorkFile, _ destination: Destination, _ decidedAt: Instant?
    ) throws(SpoolProblem) -> Folder? {
        guard case .filed(let outcome) = destination else { return spool.failed }
        var folder: Folder? = spool.folder(of: outcome)
        if layout == .byDay {
            guard let decidedAt else { return nil }
            folder = try folder?.folderIfThere(decidedAt.date)
        }
        if let channel = file.channel { folder = try folder?.folderIfThere(channel) }
        return folder
    }

    /// A post may have been filed under a channel's name: then the channel's folder gets the `~2`.
    static func folder(_ name: String, in parent: Folder) throws(SpoolProblem) -> Folder {
        for place in 1...16 {
            let name = place == 1 ? name : "\(name)~\(place)"
            if let folder = try parent.folder(name, making: 0o750) { return folder }
        }
        throw SpoolProblem(.damaged, "files occupy all names for the folder \(parent.path(of: name)) (clean it up)")
    }

    /// Takes away a sidecar that was placed before a crash and whose post did not follow.
    func withdrawSidecar(of file: WorkFile, from destination: Destination, decidedAt: Instant) throws(SpoolProblem) {
        let folder = try folder(for: file, destination, decidedAt)
        let suffix = if case .filed = destination { Sidecar.verdictSuffix } else { Sidecar.reasonSuffix }
        for name in Self.candidates(for: file)
        where try isOurs(name + suffix, in: folder, sequence: file.sequence) {
            try folder.remove(name + suffix)
        }
    }
}
