internal import CPCRE2

/// A regular expression, compiled by PCRE2's JIT. Its meaning is PCRE2's, with UTF and UCP.
///
/// Immutable after `init`; PCRE2 allows any number of threads to match with one compiled pattern (pcre2api(3),
/// "Multithreading"), each with match data of its own.
public final class Pattern: @unchecked Sendable {
    let code: OpaquePointer

    /// The longest pattern taken, in bytes.
    public static let lengthLimit = 32_768

    /// Compiles a pattern. Not case-sensitive unless asked for; `.` does not match a line feed, `$` only matches at
    /// the very end.
    public init(_ pattern: String, caseSensitive: Bool = false) throws(PatternProblem) {
        let bytes = Array(pattern.utf8)
        guard bytes.count <= Self.lengthLimit else {
            throw PatternProblem(
                "the pattern is \(bytes.count) bytes long, at most \(Self.lengthLimit) are allowed", at: 0)
        }
        if let place = Self.startOfSearch(in: bytes) {
            throw PatternProblem(
                "\\G is not supported: long posts are searched in pieces", at: place, advice: "use \\A or ^")
        }
        var options =
            UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_NEVER_BACKSLASH_C) | UInt32(PCRE2_DOLLAR_ENDONLY)
            | UInt32(PCRE2_USE_OFFSET_LIMIT)
        if !caseSensitive { options |= UInt32(PCRE2_CASELESS) }
        var failure: Int32 = 0
        var place = 0
        guard let code = pcre2_compile_8(bytes, bytes.count, options, &failure, &place, nil) else {
            throw PatternProblem(Self.message(failure), at: min(place, bytes.count), advice: Self.advice(failure))
        }
        let compiled = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
        var size = 0
        pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_JITSIZE), &size)
        guard compiled == 0, size > 0 else {
            pcre2_code_free_8(code)
            throw PatternProblem(
                compiled == 0
                    ? "the pattern disables the JIT compiler"
                    : "the JIT compiler cannot compile it: \(Self.message(compiled))",
                at: 0,
                advice: compiled == PCRE2_ERROR_NOMEMORY
                    ? "if this is every pattern, memory that is both writable and executable is forbidden here "
                        + "(MemoryDenyWriteExecute=yes in the service?)"
                    : "remove (*NO_JIT)")
        }
        self.code = code
    }

    deinit { pcre2_code_free_8(code) }

    /// The byte of an unescaped `\G`, nil if there is none.
    private static func startOfSearch(in bytes: [UInt8]) -> Int? {
        var at = 0
        while at + 1 < bytes.count {
            guard bytes[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            if bytes[at + 1] == UInt8(ascii: "G") { return at }
            if bytes[at + 1] == UInt8(ascii: "Q") {
                // Literal up to \E.
                at += 2
                while at + 1 < bytes.count, !(bytes[at] == UInt8(ascii: "\\") && bytes[at + 1] == UInt8(ascii: "E")) {
                    at += 1
                }
            }
            at += 2
        }
        return nil
    }

    private static func message(_ code: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(code, &buffer, buffer.count)
        return length > 0 ? String(decoding: buffer.prefix(Int(length)), as: UTF8.self) : "PCRE2 error \(code)"
    }

    /// What to write instead, for the mistakes that people make most.
    private static func advice(_ code: Int32) -> String? {
        switch code {
        case 101: "a backslash at the end has no meaning; write \\\\ for a backslash"
        case 106: "close the [ with ], or write \\[ for the bracket itself"
        case 109: "write \\* \\+ or \\? for the character itself"
        case 114: "close the ( with ), or write \\( for the parenthesis itself"
        case 122: "write \\) for the parenthesis itself"
        case 125: "a look behind must have a fixed length"
        case 136, 183: "\\C is not supported; use ."
        case 147: "the property is not known; for example \\p{Han}, \\p{L}"
        default: nil
        }
    }
}

/// What is wrong with a pattern.
public struct PatternProblem: Error, Hashable, Sendable {
    public let message: String
    /// Where, in UTF-8 bytes of the pattern.
    public let offset: Int
    /// What to write instead.
    public let advice: String?

    /// A problem at a byte of the pattern.
    public init(_ message: String, at offset: Int, advice: String? = nil) {
        self.message = message
        self.offset = offset
        self.advice = advice
    }
}
