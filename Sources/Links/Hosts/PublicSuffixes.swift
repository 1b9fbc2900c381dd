internal import CPSL
internal import Synchronization

/// The Public Suffix List of the machine: which names people can register.
struct PublicSuffixes: @unchecked Sendable {
    // Unchecked: libpsl never writes to a list that is loaded.
    private let list: OpaquePointer?
    private let known = KnownNames()

    /// The newest list on this machine, else the one built into libpsl.
    static let shared = PublicSuffixes()

    private init() { list = psl_latest(nil) ?? psl_builtin() }

    /// Whether an ASCII name is a top-level domain of the list, or one of a country's second level (`org.za`).
    func isTopLevel(_ name: ArraySlice<UInt8>) -> Bool {
        guard let list, name.contains(where: { !Characters.isDigit($0) }) else { return false }
        return known.answer(name) {
            psl_is_public_suffix2(list, Self.text(Array(name)), PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) == 1
        }
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

/// Answers for short names: texts are full of dots with a word behind them, and asking the list takes longer than
/// reading the text. A fixed table, in which a later name takes an earlier one's place.
private final class KnownNames: Sendable {
    /// The name's bytes, and above them 1 for no and 2 for yes.
    private let table = Mutex([UInt64](repeating: 0, count: 4096))
    private static let longest = 7

    func answer(_ name: ArraySlice<UInt8>, _ ask: () -> Bool) -> Bool {
        guard name.count <= Self.longest else { return ask() }
        let key = name.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        let place = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 52)
        let entry = table.withLock { $0[place] }
        if entry & 0xFF_FFFF_FFFF_FFFF == key, entry >> 56 != 0 { return entry >> 56 == 2 }
        let answer = ask()
        table.withLock { $0[place] = key | (answer ? 2 : 1) << 56 }
        return answer
    }
}
