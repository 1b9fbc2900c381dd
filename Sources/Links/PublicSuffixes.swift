internal import CPSL

/// The Public Suffix List of the machine: which names people can register.
struct PublicSuffixes: @unchecked Sendable {
    // Unchecked: libpsl never writes to a list that is loaded.
    private let list: OpaquePointer?

    /// The newest list on this machine, else the one built into libpsl.
    static let shared = PublicSuffixes()

    private init() { list = psl_latest(nil) ?? psl_builtin() }

    /// Whether an ASCII name without dots is a top-level domain of the list.
    func isTopLevel(_ name: [UInt8]) -> Bool {
        guard let list else { return false }
        return psl_is_public_suffix2(list, Self.text(name), PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1
    }

    /// `example.co.uk` of `shop.example.co.uk`; nil for a suffix itself.
    func registrable(_ host: [UInt8]) -> [UInt8]? {
        guard let list else { return nil }
        let host = Self.text(host)
        // What libpsl gives points into the name: it is copied while the name is held.
        return host.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, let found = psl_registrable_domain(list, base) else { return nil }
            return Array(String(cString: found).utf8)
        }
    }

    private static func text(_ bytes: [UInt8]) -> [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }
}
