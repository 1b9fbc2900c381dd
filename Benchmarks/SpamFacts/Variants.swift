/// Makes variants of a text, as campaigns do.
protocol VariantGenerator {
    static var kinds: [String] { get }
    /// Nil if nobody could tell the variant from another post.
    static func make(_ kind: String, _ text: String, _ random: inout Random) -> String?
}

/// What campaigns do to a text between one post and the next. All chance comes from a seed.
enum Variants: VariantGenerator {
    static let kinds = ["emoji", "spacing", "homoglyphs", "numbers", "clauses", "prefix", "everything"]

    static func make(_ kind: String, _ text: String, _ random: inout Random) -> String? {
        switch kind {
        case "emoji": emoji(text, &random)
        case "spacing": spacing(text, &random)
        case "homoglyphs": homoglyphs(text, &random)
        case "numbers": numbers(text, &random)
        case "clauses": clauses(text, &random)
        case "prefix": prefix(text, &random)
        default: numbers(homoglyphs(text, &random), &random).map { prefix(emoji($0, &random), &random) }
        }
    }

    private static let signs = ["🔥", "💰", "👉", "✅", "❤️", "🎁", "💯", "⭐️", "📢", "😂"]

    /// One at a tenth of the places, one in front, one behind.
    private static func emoji(_ text: String, _ random: inout Random) -> String {
        var made = random.pick(signs)
        for character in text {
            made.append(character)
            if random.chance(10) { made += random.pick(signs) }
        }
        return made + random.pick(signs)
    }

    /// Spaces, zero-width characters and full stops between letters, at a sixth of the places.
    private static func spacing(_ text: String, _ random: inout Random) -> String {
        var made = ""
        for character in text {
            made.append(character)
            if random.chance(6) { made += random.pick([" ", "\u{200B}", ".", "-", "  "]) }
        }
        return made
    }

    private static let lookalikes: [Character: [String]] = [
        "a": ["а", "ａ", "à"], "e": ["е", "ｅ", "é"], "o": ["о", "ｏ", "0"], "p": ["р"], "c": ["с"], "i": ["і", "1"],
        "x": ["х"], "y": ["у"], "s": ["ѕ", "5"], "微": ["薇", "威"], "信": ["伩"], "加": ["珈"], "钱": ["錢"], "赚": ["賺"],
        "个": ["個"], "们": ["們"], "来": ["來"], "这": ["這"], "联": ["聯"], "业": ["業"], "员": ["員"], "优": ["優"],
    ]

    /// A third of the letters that have one.
    private static func homoglyphs(_ text: String, _ random: inout Random) -> String {
        text.map { character in
            if let others = lookalikes[character], random.chance(3) { return random.pick(others) }
            return String(character)
        }.joined()
    }

    /// Every digit another, and another name in every link. Nil if little else is left of the text: nobody could tell
    /// such a variant from another post.
    private static func numbers(_ text: String, _ random: inout Random) -> String? {
        var made = ""
        var kept = 0
        var rest = Substring(text)
        while let first = rest.first {
            if let start = ["http://", "https://", "www."].first(where: { rest.lowercased().hasPrefix($0) }) {
                rest = rest.dropFirst(start.count).drop { $0.isASCII && !$0.isWhitespace }
                made += "http://\(random.name()).com/\(random.name())"
                continue
            }
            rest.removeFirst()
            if first.isASCII, first.isNumber {
                made += "\(random.next() % 10)"
            } else {
                made.append(first)
                // As in `isUnspaced`: a Chinese character says as much as a few letters.
                if first.isLetter { kept += first.isASCII ? 1 : 2 }
            }
        }
        return kept >= 6 ? made : nil
    }

    /// Two halves change places, at a sign between clauses if there is one.
    private static func clauses(_ text: String, _ random: inout Random) -> String {
        let places = text.indices.filter { ",.!?;，。！？；、 ".contains(text[$0]) }
        guard let place = places.isEmpty ? nil : places[places.count / 2] else { return text }
        let next = text.index(after: place)
        return String(text[next...]) + String(text[place]) + String(text[..<place])
    }

    private static func prefix(_ text: String, _ random: inout Random) -> String {
        let isChinese = text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
        let greeting = random.pick(
            isChinese ? ["大家好，", "姐妹们看过来，", "重要通知：", "朋友们，"] : ["Hi all, ", "Hey friends: ", "IMPORTANT! ", "re: "])
        return greeting + text
    }
}

/// SplitMix64: the same numbers in every run.
struct Random: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// 0 or 1, the same for the same text.
    static func half(of text: String) -> UInt64 {
        var random = Random(
            seed: text.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 })
        return random.next() & 1
    }

    mutating func chance(_ one: UInt64) -> Bool { next() % one == 0 }

    mutating func pick(_ from: [String]) -> String { from[Int(next() % UInt64(from.count))] }

    mutating func name() -> String {
        String((0..<6).map { _ in Character(Unicode.Scalar(UInt8(97 + next() % 26))) })
    }

    /// The characters in another order: as long, and like nothing before.
    mutating func shuffled(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars.prefix(200))
        scalars.shuffle(using: &self)
        var made = ""
        made.unicodeScalars.append(contentsOf: scalars)
        return made
    }
}
