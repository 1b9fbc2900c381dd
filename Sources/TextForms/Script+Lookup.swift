internal import CUnicodeTables

extension Script {
    /// The script of a character: `zyyy` (common) for what many scripts use, `zinh` (inherited) for marks that take the
    /// script of their letter, `zzzz` for what is not assigned.
    @inline(__always)
    public static func of(_ scalar: Unicode.Scalar) -> Script {
        Script(rawValue: moongate_scripts_of(scalar.value).script) ?? .zzzz
    }

    /// The scripts that a character is used with (Script_Extensions), in the order of their codes; where the database
    /// lists none, its script alone.
    public static func extensions(of scalar: Unicode.Scalar) -> [Script] {
        let set = moongate_scripts_of(scalar.value)
        return (0..<Int32(set.count)).map { Script(rawValue: moongate_script_number(set, $0)) ?? .zzzz }
    }

    /// The ISO 15924 code, such as `Latn`.
    public var code: String {
        let name = "\(self)"
        return name.prefix(1).uppercased() + name.dropFirst()
    }

    /// From an ISO 15924 code; case does not matter.
    public init?(code: some StringProtocol) {
        let name = code.lowercased()
        guard let script = Script.allCases.first(where: { "\($0)" == name }) else { return nil }
        self = script
    }
}
