internal import Files
import Moderation

/// Moves judged posts out of `work/`, each with its sidecar: first the sidecar, then the post, so that who sees a post
/// sees its verdict. Never over another file: a name that is taken gets `~2`, `~3` ... before its last extension
/// (`photo.json`, `photo~2.json`), and behind `~16` the claim's number, which nothing else has.
public struct Filing: Sendable {
    let spool: SpoolFolder
    /// Whether there are date folders.
    public let layout: Layout

    /// Files into the folders of `spool`.
    public init(_ spool: SpoolFolder, layout: Layout = .flat) {
        self.spool = spool
        self.layout = layout
    }

    /// Files one post whose verdict is in the journal. A problem leaves it in `work/`, and this can be called again.
    func file(_ post: UnfiledPost) throws(SpoolProblem) -> FiledPost {
        let file = post.file
        guard let work = try file.folder(in: spool) else {
            throw SpoolProblem(.missing, "\(spool.work.path)/@\(file.channel ?? "") is gone, and the posts in it")
        }
        let (sidecar, suffix) =
            switch post.destination {
            case .filed: (post.sidecar, Sidecar.verdictSuffix)
            case .failed(let reason): (Sidecar.reason(reason, sequence: file.sequence), Sidecar.reasonSuffix)
            }
        let folder = try folder(for: file, post.destination, post.decidedAt)
        let place = Place(
            source: work, sourceName: file.fileName, name: file.name, sequence: file.sequence, owner: file.sequence,
            folder: folder, suffix: suffix)
        return FiledPost(post, folder: folder.path, name: try move(place, with: sidecar))
    }

    /// One move: a file in a folder, the name it wants in another.
    struct Place {
        let source: Folder
        let sourceName: String
        let name: String
        /// Makes the last of the names it may get its own.
        let sequence: UInt64
        /// The number that its sidecar begins with.
        let owner: UInt64
        let folder: Folder
        let suffix: String

        var candidates: some Sequence<String> { Filing.candidates(for: name, sequence) }
        var gone: SpoolProblem {
            SpoolProblem(.missing, "\(source.path(of: sourceName)) is gone: another program removed it")
        }
    }

    /// Gives the name that it got.
    func move(_ place: Place, with sidecar: [UInt8]?) throws(SpoolProblem) -> String {
        if let sidecar { try file(place, with: sidecar) } else { try file(place) }
    }

    private func file(_ place: Place) throws(SpoolProblem) -> String {
        for name in place.candidates {
            switch try place.source.rename(place.sourceName, to: place.folder, as: name) {
            case .done: return name
            case .taken: continue
            case .gone: throw place.gone
            }
        }
        throw noName(place)
    }

    private func file(_ place: Place, with sidecar: [UInt8]) throws(SpoolProblem) -> String {
        let temporary = Self.temporaryName(place.sequence)
        var isPlaced: String?
        do throws(SpoolProblem) {
            try spool.work.write(sidecar, to: temporary)
            for name in place.candidates {
                let beside = name + place.suffix
                guard try putBeside(temporary, beside, place) else { continue }
                isPlaced = beside
                switch try place.source.rename(place.sourceName, to: place.folder, as: name) {
                case .done: return name
                case .gone: throw place.gone
                case .taken:
                    _ = try place.folder.rename(beside, to: spool.work, as: temporary, replacing: true)
                    isPlaced = nil
                }
            }
            throw noName(place)
        } catch {
            if let isPlaced { _ = try? place.folder.remove(isPlaced) }
            _ = try? spool.work.remove(temporary)
            throw error
        }
    }

    /// False where the sidecar of another post has the name.
    private func putBeside(_ temporary: String, _ name: String, _ place: Place) throws(SpoolProblem) -> Bool {
        switch try spool.work.rename(temporary, to: place.folder, as: name) {
        case .done: return true
        case .gone: throw SpoolProblem(.missing, "\(spool.work.path(of: temporary)) is gone")
        case .taken:
            guard try isOurs(name, in: place.folder, sequence: place.owner) else { return false }
            return try spool.work.rename(temporary, to: place.folder, as: name, replacing: true) == .done
        }
    }

    func isOurs(_ name: String, in folder: Folder, sequence: UInt64) throws(SpoolProblem) -> Bool {
        // Reasons are shorter than this, and a verdict's number stands at its start.
        guard let status = try folder.status(of: name), status.isRegular,
            let bytes = try folder.read(name, limit: 65_536)
        else { return false }
        return Sidecar.isOurs(bytes, sequence: sequence)
    }

    private func noName(_ place: Place) -> SpoolProblem {
        SpoolProblem(.damaged, "\(place.folder.path) has no free name for \(place.name) (clean it up)")
    }

    static func temporaryName(_ sequence: UInt64) -> String { "." + WorkFile.padded(sequence) + ".sidecar" }
}
