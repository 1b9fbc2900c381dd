/// Tags and entities of HTML, which are no words.
enum HTMLTags {
    /// Past the tag that begins with the `<` here; nil where none does. Other pieces in angle brackets are text.
    static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, steps: inout Int) -> Int? {
        var at = start + 1
        if at < bytes.count, bytes[at] == 0x2F { at += 1 }
        let name = at
        var packed: UInt64 = 0
        while at < bytes.count, at - name < 10, isNameByte(bytes[at]) {
            packed = packed << 8 | UInt64(bytes[at] | 0x20)
            at += 1
        }
        steps += at - start
        guard at > name, names.contains(packed) else { return nil }
        let limit = min(bytes.count, start + 1024)
        let inside = at
        defer { steps += at - inside }
        guard at < limit, bytes[at] <= 0x20 || bytes[at] == 0x2F || bytes[at] == 0x3E else { return nil }
        while at < limit, bytes[at] != 0x3C {
            if bytes[at] == 0x3E { return at + 1 }
            at += 1
        }
        return nil
    }

    /// Past the entity that begins with the `&` here: `&nbsp;`.
    static func endOfEntity(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, steps: inout Int) -> Int? {
        var at = start + 1
        while at < bytes.count, at - start <= 8, isNameByte(bytes[at]) { at += 1 }
        steps += at - start
        return at > start + 2 && at < bytes.count && bytes[at] == 0x3B ? at + 1 : nil
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    /// As the last eight bytes of one number.
    private static let names = Set(
        """
        a abbr article aside b blockquote body br button caption center cite code dd del details div dl dt em figure font
        footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label li link main mark meta nav ol
        option p pre q s samp script section select small source span strike strong style sub summary sup svg table tbody
        td textarea th thead title tr u ul var video
        """.split { $0 == " " || $0 == "\n" }.map { $0.utf8.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } })
}
