import Testing
import TextForms

@Suite struct ScriptTests {
    @Test(
        arguments: [
            ("a", Script.latn), ("я", .cyrl), ("我", .hani), ("あ", .hira), ("カ", .kana), ("한", .hang), ("ไ", .thai),
            ("1", .zyyy),
            ("\u{301}", .zinh), ("\u{378}", .zzzz), ("\u{10FFFF}", .zzzz), ("😀", .zyyy), ("ש", .hebr),
            ("\u{16FE0}", .tang),
        ] as [(Unicode.Scalar, Script)])
    func scripts(_ scalar: Unicode.Scalar, _ script: Script) {
        #expect(Script.of(scalar) == script)
    }

    @Test func extensions() {
        #expect(Script.extensions(of: "ー") == [.hira, .kana])
        #expect(Script.extensions(of: "a") == [.latn])
        #expect(Script.extensions(of: "।").contains(.deva))
        #expect(Script.extensions(of: "。").contains(.hani))
    }

    @Test func codes() {
        #expect(Script.latn.code == "Latn")
        #expect(Script(code: "hans") == nil)
        #expect(Script(code: "HANI") == .hani)
        for script in Script.allCases { #expect(Script(code: script.code) == script) }
    }
}
