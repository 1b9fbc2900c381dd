import JSON
import Testing

@Suite struct JSONReaderTests {
    /// Texts that other readers let through, with what must be said of them.
    @Test(arguments: [
        ("", "ends where a value"), ("  ", "ends where a value"), ("[1,]", "expected a value"),
        ("[1 2]", "',' or ']'"), ("{\"a\":1,}", "double quotes"), ("{a:1}", "double quotes"), ("{\"a\" 1}", "':'"),
        ("01", "begin with 0"), ("-", "digit"), ("1.", "decimal"), (".5", "expected a value"), ("1e", "exponent"),
        ("+1", "expected a value"), ("1e999", "too large"), ("NaN", "expected a value"), ("nul", "expected null"),
        ("tru", "expected true"), ("'a'", "expected a value"), ("\"a", "closing quote"), ("\"\\x\"", "not followed by"),
        ("\"\\u12\"", "hexadecimal"), ("\"\\ud800\"", "surrogate"), ("\"\\udc00\"", "surrogate"),
        ("\"\\ud800\\u0041\"", "surrogate"), ("\"\u{01}\"", "control character"), ("\"a\nb\"", "control character"),
        ("1 2", "more text after the value"), ("{\"a\":1,\"a\":2}", "twice"), ("[", "ends where a value"),
        ("{\"a\":", "ends where a value"),
        ("/* c */ 1", "expected a value"),
    ])
    func refuses(_ text: String, because reason: String) {
        #expect {
            _ = try JSONValue(parsing: Array(text.utf8))
        } throws: { error in
            (error as? JSONProblem)?.message.contains(reason) == true
        }
    }

    @Test func refusesWhatIsNotUTF8() {
        for bytes: [UInt8] in [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE4, 0xBD], [0x80],
        ] {
            // Behind and before runs of ASCII of every length, which are looked through eight bytes at a time.
            for count in 0..<20 {
                let ascii = [UInt8](repeating: 0x61, count: count)
                #expect(UTF8Check.firstInvalid(in: ascii + bytes + ascii) == count)
                #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: [0x22] + ascii + bytes + [0x22]) }
            }
        }
    }

    @Test func depthIsBounded() throws {
        let deep = { (n: Int) in Array((String(repeating: "[", count: n) + String(repeating: "]", count: n)).utf8) }
        _ = try JSONValue(parsing: deep(JSONReader.depthLimit))
        #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: deep(JSONReader.depthLimit + 1)) }
        #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: deep(500_000)) }
    }

    @Test func saysWhere() {
        let text = Array("{\n  \"a\": 1,\n  \"b\": x\n}".utf8)
        #expect {
            _ = try JSONValue(parsing: text)
        } throws: { error in
            guard let place = (error as? JSONProblem)?.place(in: text) else { return false }
            return place == (3, 8)
        }
    }

    /// Every cut of a document is refused without a trap, and so is every byte of it replaced.
    @Test func survivesDamage() throws {
        let whole = Array(#"{"a":[1,-2.5e3,"é\u00e9\ud83d\ude00",true,null,{"b":false}],"c":"中文"}"#.utf8)
        _ = try JSONValue(parsing: whole)
        for cut in 0..<whole.count {
            #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: Array(whole[..<cut])) }
            for byte: UInt8 in [0, 0x22, 0x5C, 0x7B, 0x80, 0xFF] {
                var damaged = whole
                damaged[cut] = byte
                _ = try? JSONValue(parsing: damaged)
            }
        }
    }
}
