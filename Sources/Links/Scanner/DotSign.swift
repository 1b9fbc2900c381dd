/// What can stand for a dot in a host.
struct DotSign {
    let disguise: Link.Disguise
    /// Behind it.
    let end: Int
    /// Whether there may be a space next to it.
    let takesSpaces: Bool

    private static let bracketed: [StaticString] = [
        "[.]", "(.)", "{.}", "[dot]", "(dot)", "{dot}", "[点]", "(点)", "[。]", "(。)", "[ . ]", "( . )", "[ dot ]",
        "( dot )",
    ]

    /// What each of them begins with.
    static let beginnings = [
        ".", "。", "点", " dot ", "[.", "(.", "{.", "[d", "(d", "{d", "[点", "(点", "[。", "(。", "[ ", "( ",
    ]

    /// The sign at `at`, nil for none.
    static func read(_ bytes: [UInt8], _ at: Int) -> DotSign? {
        guard at >= 0, at < bytes.count else { return nil }
        switch bytes[at] {
        case UInt8(ascii: "."):
            guard at + 1 < bytes.count else { return nil }
            let hasSpace = bytes[at + 1] == 0x20 || at > 0 && bytes[at - 1] == 0x20
            return DotSign(disguise: hasSpace ? .spaced : .none, end: at + 1, takesSpaces: true)
        case 0xE3 where bytes.has("。", at: at):
            // A full stop in Chinese, a dot to browsers.
            guard at > 0, Characters.isAlphanumeric(bytes[at - 1]), at + 3 < bytes.count,
                Characters.isLetter(bytes[at + 3])
            else { return nil }
            return DotSign(disguise: .otherDot, end: at + 3, takesSpaces: false)
        case UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "{"):
            guard let sign = bracketed.first(where: { bytes.has($0, at: at) }) else { return nil }
            return DotSign(disguise: .bracketed, end: at + sign.utf8CodeUnitCount, takesSpaces: true)
        case 0x20 where bytes.has(" dot ", at: at):
            return DotSign(disguise: .spelled, end: at + 5, takesSpaces: false)
        case 0xE7 where bytes.has("点", at: at):
            guard at > 0, Characters.isAlphanumeric(bytes[at - 1]) || bytes[at - 1] == 0x20, at + 3 < bytes.count,
                Characters.isLetter(bytes[at + 3]) || bytes[at + 3] == 0x20
            else { return nil }
            return DotSign(disguise: .spelled, end: at + 3, takesSpaces: true)
        default: return nil
        }
    }
}
