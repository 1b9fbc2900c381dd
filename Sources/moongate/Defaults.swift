import Glibc

/// Where things lie when nobody says otherwise: below a checkout when started in one, else where the service has them.
enum Defaults {
    static var rules: String {
        environment("MOONGATE_RULES") ?? (isCheckout ? "Rules" : "/etc/moongate/rules")
    }

    static var spool: String {
        environment("MOONGATE_SPOOL") ?? (isCheckout ? "spool" : "/var/lib/moongate")
    }

    private static var isCheckout: Bool { access("Rules/moongate.yaml", R_OK) == 0 }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }
}
