import Links
import Testing
import TextForms

@Suite struct ContactTests {
    @Test(
        arguments: [
            ("加微信：abcd12345", ["wechat abcd12345"]), ("薇信 lily_2020 拉你进群", ["wechat lily_2020"]),
            ("想了解的加v：abcd1234 免费领", ["wechat abcd1234"]), ("VX: abc-12345", ["wechat abc-12345"]),
            ("微信13900001234", ["wechat +8613900001234"]), ("微信同号：139 0000 1234", ["wechat +8613900001234"]),
            ("WeChat ID is sunny_88", ["wechat sunny_88"]), ("ＶＸ：ａｂｃｄ１２３４", ["wechat abcd1234"]),
            ("加微\u{200B}信：ab\u{200B}cd1234", ["wechat abcd1234"]),
            ("QQ群：765432100", ["qq 765432100"]), ("加q 3344556677", ["qq 3344556677"]),
            ("扣扣号是 55443322", ["qq 55443322"]), ("my QQ 2233445566 , write", ["qq 2233445566"]),
            ("join t.me/moon_signals", ["telegram moon_signals"]), ("飞机：@dadi8866", ["telegram dadi8866"]),
            ("on telegram @lucy_helps for", ["telegram lucy_helps"]), ("tg: lucy_helps", ["telegram lucy_helps"]),
            ("客服：@some_body", ["telegram some_body"]),
            ("WhatsApp +44 7700 900123 and", ["whatsapp +447700900123"]),
            ("wa.me/447700900123", ["whatsapp 447700900123"]),
            ("line id: photo_99", ["line photo_99"]),
            ("mail Jane.Doe+x@Example.org.", ["email jane.doe+x@example.org"]),
            ("邮箱jane@example.org联系", ["email jane@example.org"]),
            ("jane (at) example (dot) org", ["email jane@example.org"]),
            ("jane at example dot org", ["email jane@example.org"]),
            ("jane_88 at example[.]org", ["email jane_88@example.org"]),
            ("jane[at]example.org", ["email jane@example.org"]),
            ("call +1 415 555 0132", ["phone +14155550132"]), ("请打13800005678", ["phone +8613800005678"]),
            ("136 0000 4321", ["phone +8613600004321"]), ("136-0000-4321", ["phone +8613600004321"]),
            ("text 020 7946 0018", ["phone 02079460018"]), ("(415) 555-0132", ["phone 4155550132"]),
            ("010-12345678", ["phone 01012345678"]), ("一三八零零零零五六七八", ["phone +8613800005678"]),
            ("+86 138 0000 5678", ["phone +8613800005678"]),
            // None.
            ("我和爸妈每天用微信聊天", []), ("微信iphone16pro上", []), ("My WeChat is broken since version 8.0.50", []),
            ("WeChat: everything you need to know", []), ("等级是128，QQ都不登了", []), ("QQ 100000000 users online", []),
            ("飞机晚点三个小时，@小红 你先去酒店吧", []), ("I read it on Telegram, 2 weeks ago", []),
            ("WhatsApp has 2000000000 users", []), ("加line breaks的时候", []), ("call 110", []),
            ("订单号13800005678901还没有", []), ("since 2024-11-02 we", []), ("1,200 yuan", []), ("加vanilla还是", []),
            ("meet me at the park", []), ("3.1415926535", []), ("1000000000", []), ("", []), ("+", []), ("微信", []),
            ("look at example.com", []), ("look at example[.]com", []), ("see us at example dot com", []),
        ] as [(String, [String])])
    func finds(_ text: String, _ expected: [String]) {
        let bytes = Array(text.utf8)
        let found = TextLinks(Folding.fold(bytes), original: bytes).contacts
        #expect(found.map { $0.kind.rawValue + " " + $0.handle } == expected)
    }
}
