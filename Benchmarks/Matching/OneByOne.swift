import CPCRE2
import Moderation
import TextForms

/// What stands without Moongate: every rule a pattern of its own, with the JIT, one rule at a time.
final class OneByOne {
    private var codes: [OpaquePointer] = []
    private let data = pcre2_match_data_create_8(1, nil)
    private let context = pcre2_match_context_create_8(nil)

    /// Patterns that PCRE2 takes are kept; the places of the others are in `refused`.
    private(set) var refused: [Int] = []

    init(_ patterns: [String]) {
        for (place, pattern) in patterns.enumerated() {
            var failure: Int32 = 0
            var offset = 0
            let options = UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_CASELESS) | UInt32(PCRE2_DOLLAR_ENDONLY)
            let bytes = Array(pattern.utf8)
            guard let code = pcre2_compile_8(bytes, bytes.count, options, &failure, &offset, nil),
                pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
            else {
                refused.append(place)
                continue
            }
            codes.append(code)
        }
        pcre2_jit_stack_assign_8(
            context, nil, pcre2_jit_stack_create_8(32 << 10, 512 << 10, nil).map { UnsafeMutableRawPointer($0) })
    }

    /// How many patterns are found in a post's body, folded.
    func count(in post: ExaminedPost) -> Int {
        var count = 0
        for (place, entry) in post.post.entries.enumerated() where entry.field == .body {
            if let folded = post.folded(place) { count += self.count(in: folded.bytes) }
        }
        return count
    }

    private func count(in text: [UInt8]) -> Int {
        var count = 0
        text.withUnsafeBufferPointer { text in
            for code in codes
            where pcre2_jit_match_8(code, text.baseAddress, text.count, 0, 0, data, context) >= 0 { count += 1 }
        }
        return count
    }
}
