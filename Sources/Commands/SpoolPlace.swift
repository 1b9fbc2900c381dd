internal import ArgumentParser
internal import Files
internal import Glibc
internal import Reports
public import Spool

/// Whether there is a spool at a path, in one sentence and with one exit code for all commands.
public enum SpoolPlace {
    /// The folders that every spool has, and hardly anything else.
    public static func isSpool(_ path: String) -> Bool {
        ["inbox", "work", "flagged"].allSatisfy { access(Path.join(path, $0), F_OK) == 0 }
    }

    /// Ends the command if there is none.
    public static func require(_ path: String) throws {
        // Any of them: one may have been moved away, which the daemon says then.
        guard !["inbox", "journal", "lock"].contains(where: { access(Path.join(path, $0), F_OK) == 0 }) else { return }
        let code = access(Path.join(path, "inbox"), F_OK) < 0 ? errno : 0
        let name = SafeText.make(path)
        if code == EACCES {
            Terminal.warn(
                "The spool at \(name) may not be looked at: give the command as the service's user, or with sudo")
        } else {
            Terminal.warn(
                "There is no spool at \(name): give its place with --spool, or create one with `moongate init`")
        }
        throw ExitCode.noInput
    }

    /// The file that holds what a plugin remembers, as the daemon last wrote it. Ends the command if it may not be read.
    public static func memory(of plugin: String, inSpool spool: String) throws -> String {
        let folder = Path.join(spool, "state/memory")
        let path = Path.join(folder, plugin)
        guard access(folder, X_OK) == 0 || errno != EACCES else {
            Terminal.warn("\(SafeText.make(path)): may not be read: ask with sudo, or as the daemon's user")
            throw ExitCode.inputOutput
        }
        return path
    }

    /// The spool that a path of a filed post is in, and the post's place there; nil for any other path.
    public static func ofFiledPost(_ path: String) -> (spool: String, place: FiledPlace)? {
        guard let real = realpath(Path.folder(path), nil) else { return nil }
        defer { free(real) }
        var folder = String(cString: real)
        var below = Path.name(path)
        // An outcome, a day and a channel at most.
        for _ in 0..<3 where folder != "/" {
            below = Path.name(folder) + "/" + below
            folder = Path.folder(folder)
            if isSpool(folder), let place = FiledPlace(below) { return (folder, place) }
        }
        return nil
    }
}
