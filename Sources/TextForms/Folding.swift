internal import CUnicodeTables

/// The folded form: texts that a reader takes for the same become the same bytes, so that disguise does not pay.
///
/// NFKC_Casefold of Unicode 15 (D147: over the canonical decomposition, so texts that are canonically the same fold the
/// same), and beyond it:
/// - Line breaks (CR, CR LF, NEL, LS, PS) become line feeds; any other white space one space each, runs kept.
/// - Controls, enclosing marks (keycaps) and strokes through letters go, as default-ignorable characters do; so do blanks
///   that Unicode does not call ignorable (the empty Braille pattern, fillers, U+FFFC, private use).
/// - Marks that are part of no letter go: lines under and through letters, dots and accents that no letter has.
/// - Accents of Greek go, as in capitals; Turkish İ is i.
/// - Small capitals are letters (ᴀ ꜱ).
/// - Letters and digits in circles, squares and parentheses become plain (🅰 ⓫ ⒜); so do regional indicators, but for
///   runs that are made of flags. Digits of all scripts become 0 to 9.
/// - Arabic and Hebrew lose vowel signs, points and the stretching line; alef with hamza or madda is alef, and kaf and yeh
///   are the same in Arabic and Persian.
/// - Traditional Chinese becomes simplified where that adds no meaning: not where the traditional character is also in
///   the Table of General Standard Chinese Characters (乾 著 徵), but 於. Radicals become the characters they look like.
/// - Apostrophes of all kinds and the backtick become `'`, dashes of all kinds `-`.
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
    public static func fold(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] { fold([scalar]) }

    /// What scalars become with nothing beside them; empty where all go.
    public static func fold(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        Array(fold(String(String.UnicodeScalarView(scalars))).unicodeScalars)
    }
}

/// The version of the Unicode Character Database that the tables were made from.
public enum UnicodeVersion {
    /// Such as `15.0.0`.
    public static let current = String(cString: moongate_unicode_version())
}
