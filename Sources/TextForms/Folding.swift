internal import CUnicodeTables

/// The folded form: texts that a reader takes for the same become the same bytes, so that disguise does not pay.
///
/// NFKC_Casefold of Unicode 15 (D147: over the canonical decomposition, so texts that are canonically the same fold the
/// same), and beyond it:
/// - Line breaks (CR, CR LF, NEL, LS, PS) become line feeds; any other white space one space each, runs kept.
/// - Controls, enclosing marks (keycaps) and strokes through letters go, as default-ignorable characters do.
/// - Letters and digits in circles, squares and parentheses become plain (🅰 ⓫ ⒜); so do regional indicators, but for
///   runs that are made of flags.
/// - Traditional Chinese becomes simplified where that adds no meaning: not where the traditional character is also in
///   the Table of General Standard Chinese Characters (乾 著 徵), but 於. Radicals become the characters they look like.
/// - Typographic apostrophes become `'`.
///
/// Invalid bytes become U+FFFD, one for each maximal subpart. Folding twice is folding once.
public enum Folding {
    /// The folded form of any bytes. On the way of a post, use a `FoldingBuffer`.
    public static func fold(_ bytes: [UInt8]) -> FoldedText { NormalForm.folded.apply(bytes) }

    /// The folded form of a text, such as a word of a list.
    public static func fold(_ text: some StringProtocol) -> String {
        String(decoding: fold(Array(text.utf8)).bytes, as: UTF8.self)
    }

    /// What one scalar becomes with nothing beside it; empty where it goes.
    public static func fold(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        Array(fold(String(scalar)).unicodeScalars)
    }

    /// Whether every scalar from the first to the last becomes itself when it stands alone.
    public static func isUnchanged(_ scalars: ClosedRange<Unicode.Scalar>) -> Bool {
        for value in scalars.lowerBound.value...scalars.upperBound.value {
            let record = Self.record(of: value)
            guard record.has(moongate_identity), !Self.goesAlone(value) else { return false }
        }
        return true
    }

    /// The range that a range of scalars becomes as `A...Z` becomes `a...z`: each one scalar, all equally far away; nil
    /// where it is not so.
    public static func fold(_ scalars: ClosedRange<Unicode.Scalar>) -> ClosedRange<Unicode.Scalar>? {
        let first = fold(scalars.lowerBound)
        let last = fold(scalars.upperBound)
        guard first.count == 1, last.count == 1, first[0] <= last[0] else { return nil }
        let distance = Int64(first[0].value) - Int64(scalars.lowerBound.value)
        if distance == 0 { return isUnchanged(scalars) ? scalars : nil }
        for value in scalars.lowerBound.value...scalars.upperBound.value {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            let folded = fold(scalar)
            guard folded.count == 1, Int64(folded[0].value) - Int64(value) == distance else { return nil }
        }
        return first[0]...last[0]
    }

    /// How what a scalar becomes depends on what stands beside it.
    public struct Neighbours: OptionSet, Hashable, Sendable {
        /// The bits.
        public let rawValue: UInt8

        /// From bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// It may be joined to what stands before it, or be ordered before it: marks, vowels of Hangul.
        public static let before = Neighbours(rawValue: 1)
        /// A mark behind it may be joined to it: most letters, `=`, carriage returns.
        public static let behind = Neighbours(rawValue: 2)
    }

    /// Which neighbours change what a scalar becomes. A pattern may fold a scalar on its own only where the scalar behind
    /// it does not have `before`; regional indicators have both, as two of them are a flag.
    public static func neighbours(of scalar: Unicode.Scalar) -> Neighbours {
        let record = Self.record(of: scalar.value)
        if record.has(moongate_special) { return scalar == "\r" ? .behind : [.before, .behind] }
        if record.has(moongate_removed) { return [] }
        var neighbours: Neighbours = []
        if record.has(moongate_joins) || record.lead_class != 0 { neighbours.insert(.before) }
        let folded = fold(scalar)
        // A mark behind a mark may go before it, or be joined to what is before both.
        if record.trail_class != 0 || folded.contains(where: { beginsComposite($0.value) }) {
            neighbours.insert(.behind)
        }
        return neighbours
    }

    /// Whether a folded scalar, or a part of it, is the first of some composed character.
    private static func beginsComposite(_ scalar: UInt32) -> Bool {
        if (0x1100...0x1112).contains(scalar) { return true }
        if let parts = Hangul.parts(of: scalar) { return parts.trailing == 0 }
        let form = NormalForm.nfc.rawValue
        return moongate_record_of(form, moongate_record_number(form, scalar)).scalar_count > 0
            || moongate_begins_composite(scalar)
    }

    /// Whether a scalar that otherwise stays is changed when it stands alone.
    private static func goesAlone(_ scalar: UInt32) -> Bool { scalar == 0x338 || scalar == 0x345 }

    private static func record(of scalar: UInt32) -> moongate_record {
        moongate_record_of(NormalForm.folded.rawValue, moongate_record_number(NormalForm.folded.rawValue, scalar))
    }
}

/// The version of the Unicode Character Database that the tables were made from.
public enum UnicodeVersion {
    /// Such as `15.0.0`.
    public static let current = String(cString: moongate_unicode_version())
}
