/// A word that announces an account: `微信`, `加v`, `telegram`.
struct Cue {
    /// Its word, in `letters`: a cue holds no memory of its own, so that looking at one costs nothing.
    private let place: Range<Int>
    let kind: Contact.Kind
    /// What must follow.
    let takes: Takes

    enum Takes {
        case handle
        /// `@name`, or a name behind a colon.
        case marked
        /// `@name` behind a colon.
        case atBehindColon
    }

    var word: ArraySlice<UInt8> { Self.letters[place] }

    /// Whether its word stands at a place, where its first byte does.
    func stands(in bytes: [UInt8], at start: Int) -> Bool {
        guard start + place.count <= bytes.count else { return false }
        let letters = Self.letters
        for offset in 1..<place.count where bytes[start + offset] != letters[place.lowerBound + offset] { return false }
        return true
    }

    /// Behind its word.
    func end(from start: Int) -> Int { start + place.count }

    var beginsWithLetter: Bool { Characters.isAlphanumeric(Self.letters[place.lowerBound]) }

    /// By slot, in each the longest first.
    static var all: [Cue] { made.cues }
    private static var letters: [UInt8] { made.letters }

    private static let made: (cues: [Cue], letters: [UInt8]) = {
        let words: [(Contact.Kind, Takes, String)] = [
            (.wechat, .handle, "微信 薇信 威信 徽信 维信 維信 wechat weixin v信 vx wx 加v 加微 加薇 加威 +v +微 +薇 ➕v ➕微 ➕薇"),
            (.qq, .handle, "qq 扣扣 抠抠 摳摳 球球 企鹅 企鵝 扣群 加群 群号 群號 加q +q ➕q q群"),
            (.telegram, .handle, "telegram tg 电报 電報 纸飞机 紙飛機"),
            (.telegram, .marked, "小飞机 小飛機 飞机 飛機"),
            (.telegram, .atBehindColon, "联系 聯繫 联系方式 客服 商务 商務 咨询 諮詢 频道 頻道 订购 訂購 下单"),
            (.whatsapp, .handle, "whatsapp"),
            (.line, .handle, "lineid line_id 加line 加賴 加赖"),
        ]
        let sorted = words.flatMap { kind, takes, list in
            list.split(separator: " ").map { (Array($0.replacing("_", with: " ").utf8), kind, takes) }
        }.sorted { (slot($0.0, 0), $1.0.count) < (slot($1.0, 0), $0.0.count) }
        var (cues, letters): ([Cue], [UInt8]) = ([], [])
        for (word, kind, takes) in sorted {
            cues.append(Cue(place: letters.count..<letters.count + word.count, kind: kind, takes: takes))
            letters += word
        }
        return (cues, letters)
    }()

    /// The cues that may begin with a character: those at `starts[slot]..<starts[slot + 1]`, slots being hashes of its
    /// first bytes.
    private static let starts: [UInt8] = {
        let taken = all.map { slot(Array($0.word), 0) }
        return (0...slots).map { slot in UInt8(taken.count { $0 < slot }) }
    }()
    private static let slots = 768

    private static func slot(_ bytes: [UInt8], _ at: Int) -> Int {
        guard bytes[at] >= 0xE0, at + 2 < bytes.count else { return Int(bytes[at]) }
        return 256 + (Int(bytes[at + 1]) &* 64 &+ Int(bytes[at + 2]) &+ Int(bytes[at]) &* 37) & 511
    }

    /// Those that may stand at a place, by their places in `all`.
    static func candidates(_ bytes: [UInt8], _ at: Int) -> Range<Int> {
        let slot = slot(bytes, at)
        return Int(starts[slot])..<Int(starts[slot + 1])
    }
}
