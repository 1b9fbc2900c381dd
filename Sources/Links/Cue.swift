/// A word that announces an account: `微信`, `加v`, `telegram`.
struct Cue {
    let word: [UInt8]
    let kind: Contact.Kind
    /// What must follow.
    var takes = Takes.handle

    enum Takes {
        case handle
        /// `@name`, or a name behind a colon.
        case marked
        /// `@name` behind a colon.
        case atBehindColon
    }

    /// By slot, in each the longest first.
    static let all: [Cue] = {
        let words: [(Contact.Kind, Takes, String)] = [
            (.wechat, .handle, "微信 薇信 威信 徽信 维信 維信 wechat weixin v信 vx wx 加v 加微 加薇 加威 +v +微 +薇 ➕v ➕微 ➕薇"),
            (.qq, .handle, "qq 扣扣 抠抠 摳摳 球球 企鹅 企鵝 扣群 加群 群号 群號 加q +q ➕q q群"),
            (.telegram, .handle, "telegram tg 电报 電報 纸飞机 紙飛機"),
            (.telegram, .marked, "小飞机 小飛機 飞机 飛機"),
            (.telegram, .atBehindColon, "联系 聯繫 联系方式 客服 商务 商務 咨询 諮詢 频道 頻道 订购 訂購 下单"),
            (.whatsapp, .handle, "whatsapp"),
            (.line, .handle, "lineid line_id 加line 加賴 加赖"),
        ]
        return words.flatMap { kind, takes, list in
            list.split(separator: " ").map { word in
                Cue(word: Array(word.replacing("_", with: " ").utf8), kind: kind, takes: takes)
            }
        }.sorted { (slot($0.word, 0), $1.word.count) < (slot($1.word, 0), $0.word.count) }
    }()

    /// The cues that may begin with a character: those at `starts[slot]..<starts[slot + 1]`, slots being hashes of its
    /// first bytes.
    private static let starts: [UInt8] = (0...slots).map { slot in
        UInt8(all.prefix { Self.slot($0.word, 0) < slot }.count)
    }
    private static let slots = 768

    private static func slot(_ bytes: [UInt8], _ at: Int) -> Int {
        guard bytes[at] >= 0xE0, at + 2 < bytes.count else { return Int(bytes[at]) }
        return 256 + (Int(bytes[at + 1]) &* 64 &+ Int(bytes[at + 2]) &+ Int(bytes[at]) &* 37) & 511
    }

    /// Those that may stand at a place.
    static func candidates(_ bytes: [UInt8], _ at: Int) -> ArraySlice<Cue> {
        let slot = slot(bytes, at)
        return all[Int(starts[slot])..<Int(starts[slot + 1])]
    }
}
