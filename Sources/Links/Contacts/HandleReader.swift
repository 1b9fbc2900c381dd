/// What follows a word such as `微信`: `号：abc_123`, ` id is abc123`.
struct HandleReader {
    private let bytes: [UInt8]
    private var at: Int
    private(set) var hasColon = false

    struct Handle {
        let name: String
        let end: Int
        let hasAt: Bool
    }

    init(_ bytes: [UInt8], _ at: Int) {
        self.bytes = bytes
        self.at = at
    }

    private static let suffixes: [StaticString] = [
        "号码", "號碼", "同号", "同號", "交流群", "客服", "频道", "頻道", "号", "號", "群", "信", "x", "id", " id", " group",
        " number", " channel",
    ]

    /// Steps over what lies between the word and the account.
    mutating func introduce() {
        for _ in 0..<2 {
            guard let suffix = Self.suffixes.first(where: { bytes.has($0, at: at) }) else { break }
            if suffix.utf8CodeUnitCount <= 3, suffix.isASCII, at + suffix.utf8CodeUnitCount < bytes.count,
                Characters.isAlphanumeric(bytes[at + suffix.utf8CodeUnitCount])
            {
                break
            }
            at += suffix.utf8CodeUnitCount
        }
        for _ in 0..<6 {
            if at < bytes.count, [0x20, 0x3D, 0x2D, 0x3E, 0x28, 0x29].contains(bytes[at]) {
                if bytes[at] == 0x3D { hasColon = true }
                at += 1
            } else if bytes.has(":", at: at) {
                hasColon = true
                at += 1
            } else if let word = Self.joints.first(where: { bytes.has($0, at: at) }) {
                hasColon = true
                at += word.utf8CodeUnitCount
            } else {
                return
            }
        }
    }

    private static let joints: [StaticString] = ["：", "是", "为", "為", "→", "is ", "👉", "➡"]

    func handle(for kind: Contact.Kind) -> Handle? {
        switch kind {
        case .wechat: number(6...11, isMobile: true) ?? name(6...20, hyphens: true)
        case .qq: number(hasColon ? 5...11 : 6...11, isMobile: false)
        case .telegram: name(5...32, hyphens: false)
        case .line: name(4...20, hyphens: true)
        case .whatsapp: phone()
        case .email, .phone: nil
        }
    }

    /// A number that nothing counts: `QQ 100000000 users`.
    private func number(_ lengths: ClosedRange<Int>, isMobile: Bool) -> Handle? {
        guard at < bytes.count, Characters.isDigit(bytes[at]), bytes[at] != UInt8(ascii: "0") else { return nil }
        var end = at
        var digits = ""
        while end < bytes.count, digits.utf8.count < 20 {
            if Characters.isDigit(bytes[end]) {
                digits.unicodeScalars.append(Unicode.Scalar(bytes[end]))
            } else if isMobile, bytes[end] == 0x20 || bytes[end] == 0x2D, end + 1 < bytes.count,
                Characters.isDigit(bytes[end + 1]), [3, 7].contains(digits.utf8.count)
            {
                // 138 0000 5678
            } else {
                break
            }
            end += 1
        }
        guard lengths.contains(digits.utf8.count), end == bytes.count || !Characters.isLabel(bytes[end]) else {
            return nil
        }
        if isMobile {
            let isPhone = PhoneNumber.isChineseMobile(digits)
            guard isPhone || hasColon && digits.utf8.count < 11 && !counts(end) else { return nil }
            return Handle(name: isPhone ? "+86" + digits : digits, end: end, hasAt: false)
        }
        return counts(end) ? nil : Handle(name: digits, end: end, hasAt: false)
    }

    private static let counters: [StaticString] = [
        "个", "個", "万", "萬", "人", "名", "元", "块", "塊", "users", "people", "members", "accounts", "million", "次", "条",
        "年", "月", "天",
    ]

    private func counts(_ end: Int) -> Bool {
        let next = end < bytes.count && bytes[end] == 0x20 ? end + 1 : end
        return Self.counters.contains { bytes.has($0, at: next) }
    }

    private static let products: [StaticString] = [
        "iphone", "ipad", "ios", "android", "windows", "mac", "web", "version", "huawei", "mate", "http", "pay", "www",
        "official",
    ]

    private func name(_ lengths: ClosedRange<Int>, hyphens: Bool) -> Handle? {
        var start = at
        let hasAt = start < bytes.count && bytes[start] == UInt8(ascii: "@")
        if hasAt { start += 1 }
        guard start < bytes.count, Characters.isLetter(bytes[start]) else { return nil }
        var end = start
        var isPeculiar = false
        while end < bytes.count, end - start < 40 {
            Steps.count()
            let byte = bytes[end]
            if Characters.isDigit(byte) || byte == UInt8(ascii: "_") {
                isPeculiar = true
            } else if byte == UInt8(ascii: "-") {
                guard hyphens else { break }
            } else if !Characters.isLetter(byte) {
                break
            }
            end += 1
        }
        while end > start, bytes[end - 1] == UInt8(ascii: "-") { end -= 1 }
        guard lengths.contains(end - start), !Self.products.contains(where: { bytes.has($0, at: start) }) else {
            return nil
        }
        // Part of a host or an address, or the first word of a sentence.
        if end + 1 < bytes.count, bytes[end] == UInt8(ascii: ".") || bytes[end] == UInt8(ascii: "@"),
            Characters.isAlphanumeric(bytes[end + 1])
        {
            return nil
        }
        if !hasAt, !isPeculiar {
            guard hasColon else { return nil }
            if end + 1 < bytes.count, bytes[end] == 0x20 || bytes[end] == UInt8(ascii: "'"),
                Characters.isLetter(bytes[end + 1])
            {
                return nil
            }
        }
        return Handle(name: String(decoding: bytes[start..<end], as: UTF8.self), end: end, hasAt: hasAt)
    }

    /// The number may be a few words away, in the same sentence.
    private func phone() -> Handle? {
        var at = at
        let limit = min(bytes.count, at + 24)
        while at < limit {
            Steps.count()
            switch bytes[at] {
            case UInt8(ascii: "!"), UInt8(ascii: "?"), 0x0A: return nil
            case UInt8(ascii: "+"), UInt8(ascii: "("), 0x30...0x39:
                guard let number = PhoneNumber.read(bytes, at, isAnnounced: true), let handle = number.handle,
                    !counts(number.end)
                else { return nil }
                return Handle(name: handle, end: number.end, hasAt: false)
            default: at += 1
            }
        }
        return nil
    }
}
