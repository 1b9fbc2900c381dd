import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func whatIsWrittenIsReadBack() throws {
        var json = JSONWriter()
        json.object { json in
            json.member("text", "a\"\\\n\t\u{1}\u{7F}é中😀")
            json.member("whole", 12.0)
            json.member("half", -0.5)
            json.member("big", UInt64.max)
            json.member("nothing", Double.nan)
            json.member("list") {
                $0.array {
                    $0.element("x"); $0.element { $0.truth(false) }
                }
            }
            json.member("empty") { $0.object { _ in } }
        }
        let value = try JSONValue(parsing: json.bytes)
        #expect(value["text"]?.string == "a\"\\\n\t\u{1}\u{7F}é中😀")
        #expect(value["whole"] == .number(12))
        #expect(json.text.contains("\"whole\":12,"))
        #expect(value["half"]?.number == -0.5)
        #expect(value["nothing"] == .null)
        #expect(value["list"]?.array == [.string("x"), .truth(false)])
        #expect(value["empty"] == .object([:]))
        #expect(!json.bytes.contains { $0 < 0x20 })
    }

    /// Texts are looked through eight bytes at a time: what is to be escaped is found at every place among others.
    @Test(arguments: ["a", "é", "赌", "!", "\u{7E}"])
    func everyByteIsEscapedAtEveryPlace(_ filling: String) throws {
        for byte in UInt8(0)..<0x80 {
            for place in 0..<20 {
                var text = Array(String(repeating: filling, count: place).utf8)
                text.append(byte)
                text += String(repeating: filling, count: 19 - place).utf8
                var json = JSONWriter()
                json.string(text)
                #expect(!json.bytes.contains { $0 < 0x20 || $0 == 0x7F })
                let read = try JSONValue(parsing: json.bytes)
                #expect(read.string.map { Array($0.utf8) } == text)
            }
        }
    }

    /// From memory in one piece, and byte by byte.
    @Test func bothWaysWriteTheSame() {
        let text = Array("\"quoted\" \\ and\u{7F}\u{1}\n\t一二三 \"\"\"\"\"\"\"\"\" end".utf8)
        var (piece, single) = (JSONWriter(), JSONWriter())
        piece.string(text)
        single.string(AnySequence(text))
        #expect(piece.bytes == single.bytes)
    }
}
