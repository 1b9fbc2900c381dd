/// Links that begin with a scheme.
extension LinkScanner {
    private static let schemes: [(StaticString, String)] = [
        ("https", "https"), ("http", "http"), ("ftp", "ftp"), ("hxxps", "https"), ("hxxp", "http"),
    ]

    /// `http://` ends here: reads the rest. Where that is no link, gives where to go on.
    mutating func scheme(_ colon: Int) -> Int? {
        guard let (written, scheme) = Self.schemes.first(where: { bytes.has($0.0, before: colon) }) else { return nil }
        let start = colon - written.utf8CodeUnitCount
        guard start >= floor else { return nil }
        let authority = colon + 3
        var hostStart = authority
        var user: String?
        if let at = userEnd(authority) {
            user = String(decoding: bytes[authority..<at], as: UTF8.self)
            hostStart = at + 1
        }
        if hostStart < bytes.count, bytes[hostStart] == UInt8(ascii: "[") {
            return address6(from: start, hostStart, scheme, user)
        }
        readRun(from: hostStart, isOpen: true)
        guard let host = host(isOpen: true, from: hostStart) else {
            return run.labels.isEmpty ? nil : max(run.end, colon + 1)
        }
        return add(from: start, host, scheme: scheme, user: user) ?? host.end
    }

    /// Where the `@` behind a user name stands.
    private func userEnd(_ start: Int) -> Int? {
        var found: Int?
        var at = start
        while at < bytes.count, at - start < 256 {
            Steps.count()
            switch bytes[at] {
            case UInt8(ascii: "@"): found = at
            case let byte where Characters.isLabel(byte): break
            case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "%"), UInt8(ascii: "+"), UInt8(ascii: "!"),
                UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "="), UInt8(ascii: "~"), UInt8(ascii: ";"),
                UInt8(ascii: "*"):
                break
            default: return found == start ? nil : found
            }
            at += 1
        }
        return found == start ? nil : found
    }

    /// `[2001:db8::1]`
    private mutating func address6(from start: Int, _ open: Int, _ scheme: String, _ user: String?) -> Int? {
        var at = open + 1
        while at < bytes.count, at - open < 48,
            (0x61...0x66).contains(bytes[at]) || Characters.isDigit(bytes[at]) || bytes[at] == UInt8(ascii: ":")
                || bytes[at] == UInt8(ascii: ".")
        {
            at += 1
        }
        let name = Array(bytes[open + 1..<at])
        guard at < bytes.count, bytes[at] == UInt8(ascii: "]"), name.count(where: { $0 == UInt8(ascii: ":") }) >= 2
        else {
            return nil
        }
        let host = Host(
            name: name, display: String(decoding: name, as: UTF8.self), domain: name, disguise: .none, isAddress: true,
            end: at + 1)
        return add(from: start, host, scheme: scheme, user: user)
    }
}
