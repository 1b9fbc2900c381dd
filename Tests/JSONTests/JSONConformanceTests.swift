import Foundation
import JSON
import Testing

/// RFC 8259, production by production, and compared with Foundation's reader on damaged documents.
@Suite struct JSONConformanceTests {
    /// By production: texts that are JSON, and what they are.
    @Test(arguments: [
        // 2, grammar and white space
        ("[ ]", JSONValue.array([])), ("\t{\r\n}\n ", .object([:])), (" \t\r\n1 \n", .number(1)),
        ("[null , true\t,false]", .array([.null, .truth(true), .truth(false)])),
        // 3, values
        ("null", .null), ("true", .truth(true)), ("false", .truth(false)), ("\"\"", .string("")), ("0", .number(0)),
        // 4, objects
        (#"{"a":1,"b":{"a":2}}"#, .object(["a": .number(1), "b": .object(["a": .number(2)])])),
        (#"{"":0}"#, .object(["": .number(0)])), (#"{"\u0061":1}"#, .object(["a": .number(1)])),
        // 5, lists
        ("[[[]],[]]", .array([.array([.array([])]), .array([])])),
        // 6, numbers
        ("-0", .number(-0.0)), ("-0.0e-0", .number(-0.0)), ("10E+2", .number(1000)), ("1e-3", .number(0.001)),
        ("0.5", .number(0.5)), ("-12.5E-3", .number(-0.0125)),
        ("123456789012345678901234567890", .number(123_456_789_012_345_677_877_719_597_056)),
        ("1e308", .number(1e308)), ("4.9e-324", .number(.leastNonzeroMagnitude)), ("1e-400", .number(0)),
        // 7, texts
        (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{c}\n\r\t")), (#""\u0000""#, .string("\0")),
        (#""\u00e9\u4E2d""#, .string("é中")), (#""\uD834\uDd1e""#, .string("𝄞")), (#""a\ud83d\ude00b""#, .string("a😀b")),
        ("\"é中😀\"", .string("é中😀")), ("\"\u{7F}\u{80}\u{2028}\u{FFFF}\"", .string("\u{7F}\u{80}\u{2028}\u{FFFF}")),
        (#""\\u0041""#, .string("\\u0041")), (#""\\\"""#, .string("\\\"")), (#""/""#, .string("/")),
        // 8.1, a byte order mark may be ignored
        ("\u{FEFF}1", .number(1)),
    ])
    func accepts(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        // 2
        "", " ", "\u{0B}1", "\u{A0}1", "[1;2]", "[1]]", "1 1", "[1],", ",[1]", "\u{FEFF}\u{FEFF}1", "\0", "[1]\0",
        "//\n1", "#1",
        // 3
        "True", "nulll", "nul", "t", "undefined", "NaN", "Infinity", "-Infinity", "-NaN", "(1)", "`a`",
        // 4
        "{", "}", "{\"a\"}", "{\"a\":}", "{:1}", "{\"a\":1,}", "{,}", "{\"a\":1 \"b\":2}", "{a:1}", "{'a':1}", "{1:1}",
        "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}", "{\"a\"::1}", "{\"a\":1,,\"b\":2}", "{[]:1}", "{null:1}",
        "{\"a\" 1}",
        // 5
        "[", "]", "[,]", "[1,]", "[,1]", "[1,,2]", "[1 2]", "[1:2]", "[1}", "{]", "[\"a\"", "[[]", "[1,",
        // 6
        "-", "+1", "01", "-01", "00", "1.", ".1", "-.1", "1.e1", "1e", "1e+", "1e-", "1E", "0x10", "1_000", "1,000",
        "1.2.3", "--1",
        "1e1.5", "1e1e1", "1e309", "-1e309", "1１", "１", "1a", "0e", "1 000", "- 1",
        // 7
        "\"", "\"a", "a\"", "\"\\\"", "\"\\", "\"\\x41\"", "\"\\'\"", "\"\\a\"", "\"\\0\"", "\"\\U0041\"", "\"\\u\"",
        "\"\\u1\"",
        "\"\\u12\"", "\"\\u123\"", "\"\\u123g\"", "\"\\u 123\"", "\"\\u+123\"", "\"\\uD800\"", "\"\\uDC00\"",
        "\"\\uDBFF\\uD800\"",
        "\"\\uD800\\n\"", "\"\\uD800\\u0041\"", "\"\\uD800\\\"", "\"\\uD800\\u\"", "\"\\uD800x\"", "\"\t\"", "\"\n\"",
        "\"\0\"",
        "\"\u{1F}\"", "\"a\\\n\"", "'a'", "\"a\"b\"", "\"\\é\"",
    ])
    func refuses(_ text: String) {
        #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: Array(text.utf8)) }
    }

    /// Unicode 15, table 3-7: everything outside its rows, inside a text, next to an escape and at its end.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x80, 0xAF], [0xE0, 0x9F, 0xBF],
            [0xE1, 0x80],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xEF, 0xBF], [0xF0, 0x80, 0x80, 0xAF], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func refusesWhatIsNoUTF8(_ bytes: [UInt8]) {
        let quote: [UInt8] = [0x22]
        let escape: [UInt8] = [0x5C, 0x6E]
        for text in [
            quote + bytes + quote, quote + escape + bytes + escape + quote, quote + [0x61] + bytes + [0x61] + quote,
        ] {
            #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: text) }
        }
        #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: quote + [0x5C] + bytes + quote) }
    }

    /// Many names: distinguished, and one that comes twice found, however far apart.
    @Test(arguments: [15, 16, 17, 40, 1000]) func findsANameThatComesTwice(_ count: Int) throws {
        let members = (0..<count).map { "\"name-\($0)\":\($0)" }
        #expect(
            try JSONValue(parsing: Array("{\(members.joined(separator: ","))}".utf8))["name-\(count - 1)"]
                == .number(Double(count - 1)))
        for twice in [0, count / 2, count - 1] {
            let text = "{\((members + ["\"name-\(twice)\":0"]).joined(separator: ","))}"
            #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: Array(text.utf8)) }
        }
    }

    /// Documents with a byte or two changed, left out or put in: what we take, Foundation takes too and reads the same;
    /// what it takes and we do not is one of the things we are known to be stricter in.
    @Test func readsDamagedDocumentsAsFoundationDoes() throws {
        let seeds = [
            #"{"id":"p1","author":{"name":"u \"1\"","age":-12.5e+2},"body":"é中😀\n\u00e9\ud83d\ude00","links":["a","b"],"x":[true,false,null]}"#,
            #"[0,-0.0,1e5,{"":""},[[],{}],"\\\/\b\f\r\t"]"#,
        ].map { Array($0.utf8) }
        let bytes =
            Array("\"\\{}[]:,0123456789eE+-.truefalsn u/bd \t\n\u{1}".utf8) + [0x7F, 0x80, 0xC3, 0xA9, 0xED, 0xFF]
        var random = Numbers(state: 20)
        var taken = 0
        for _ in 0..<20_000 {
            var text = seeds[random.below(seeds.count)]
            for _ in 0...random.below(2) {
                // The first bytes tell Foundation an encoding; they stay.
                let at = 4 + random.below(text.count - 4)
                switch random.below(3) {
                case 0: text[at] = bytes[random.below(bytes.count)]
                case 1: text.insert(bytes[random.below(bytes.count)], at: at)
                default: text.remove(at: at)
                }
            }
            let ours = try? JSONValue(parsing: text)
            let theirs = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
            if let ours {
                taken += 1
                #expect(theirs.map { Self.isSame(ours, $0) } == true, "\(String(decoding: text, as: UTF8.self))")
            } else if theirs != nil {
                #expect(Self.isKnownToBeStricter(text), "\(String(decoding: text, as: UTF8.self))")
            }
        }
        #expect(taken > 3000, "\(taken) were taken")
    }

    /// A name twice; numbers too large, which Foundation reads as infinite; a comma before a closing bracket.
    private static func isKnownToBeStricter(_ text: [UInt8]) -> Bool {
        do {
            _ = try JSONValue(parsing: text)
            return false
        } catch {
            if error.message.contains("twice") || error.message.contains("too large") { return true }
            let before = text[..<error.offset].last { !" \t\n\r".utf8.contains($0) }
            let at = text[error.offset...].first
            return before == UInt8(ascii: ",") && (at == UInt8(ascii: "]") || at == UInt8(ascii: "}"))
        }
    }

    private static func isSame(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours {
        case .null: theirs is NSNull
        case .truth(let value): (theirs as? Bool) == value
        case .number(let value): (theirs as? NSNumber)?.doubleValue == value
        case .string(let value): (theirs as? String).map { Array($0.utf8) == Array(value.utf8) } == true
        case .array(let elements):
            (theirs as? [Any]).map { $0.count == elements.count && zip(elements, $0).allSatisfy { isSame($0, $1) } }
                == true
        case .object(let members):
            (theirs as? [String: Any]).map { other in
                other.count == members.count
                    && members.allSatisfy { name, value in other[name].map { isSame(value, $0) } == true }
            } == true
        }
    }

    /// The same numbers in every run (xorshift64*).
    private struct Numbers {
        var state: UInt64

        mutating func below(_ limit: Int) -> Int {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return Int((state &* 2_685_821_657_736_338_717) >> 33) % limit
        }
    }
}
