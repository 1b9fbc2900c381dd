internal import Files
internal import Foundation
internal import Glibc
public import Moderation
internal import Spool

/// What holds unless somebody says otherwise. The nearest folder from the working directory up that is a checkout, a
/// community that `moongate init` made, or a spool; else where the service has them.
public enum Defaults {
    public static var rules: String { environment("MOONGATE_RULES") ?? place.rules ?? "/etc/moongate/rules" }

    public static var spool: String { environment("MOONGATE_SPOOL") ?? place.spool ?? "/var/lib/moongate" }

    /// Of who gives the command, also with `sudo`.
    public static var userName: String { environment("SUDO_USER") ?? NSUserName() }

    /// When the command is given.
    public static var now: Instant { .fromSystemClock() }

    /// How many threads can work at a time.
    public static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private struct Place {
        var spool: String?
        var rules: String?

        /// What a folder says of where things are; nil if nothing.
        init?(_ folder: String) {
            if access(Path.join(folder, "Rules/moongate.yaml"), R_OK) == 0 {
                (spool, rules) = (Path.join(folder, "spool"), Path.join(folder, "Rules"))
            } else if access(Path.join(folder, "rules/moongate.yaml"), R_OK) == 0,
                SpoolPlace.isSpool(Path.join(folder, "spool"))
            {
                // Both, so that `/etc/moongate` is not one.
                (spool, rules) = (Path.join(folder, "spool"), Path.join(folder, "rules"))
            } else if SpoolPlace.isSpool(folder) {
                spool = folder
                // Those of the community that it is part of; a spool that was made by itself has the service's rules.
                let community = folder == "." ? ".." : Path.folder(folder)
                let rules = Path.join(community, "rules")
                if access(Path.join(rules, "moongate.yaml"), R_OK) == 0 { self.rules = rules }
            } else {
                return nil
            }
        }

        init() {}
    }

    /// Of the working directory itself the paths are relative, as a person would type them.
    private static var place: Place {
        if let here = Place(".") { return here }
        guard let working = getcwd(nil, 0) else { return Place() }
        defer { free(working) }
        var folder = String(cString: working)
        while folder != "/", folder.hasPrefix("/") {
            folder = Path.folder(folder)
            if let found = Place(folder) { return found }
        }
        return Place()
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
