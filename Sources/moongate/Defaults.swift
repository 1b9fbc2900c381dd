import Glibc

/// What holds where nobody says otherwise. Things lie here when started in a checkout, or in a folder that `moongate init`
/// made; else where the service has them.
enum Defaults {
    static var rules: String {
        environment("MOONGATE_RULES") ?? (isCheckout ? "Rules" : isCommunity ? "rules" : "/etc/moongate/rules")
    }

    static var spool: String {
        environment("MOONGATE_SPOOL") ?? (isCheckout || isCommunity ? "spool" : "/var/lib/moongate")
    }

    /// How many threads can work at a time.
    static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    private static var isCheckout: Bool { access("Rules/moongate.yaml", R_OK) == 0 }

    /// Both, so that `/etc/moongate` is none.
    private static var isCommunity: Bool {
        access("rules/moongate.yaml", R_OK) == 0 && access("spool/inbox", F_OK) == 0
    }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
