/// What a name looks like: letters of other scripts and digits as the Latin letters that they resemble (after UTS #39).
public enum Skeleton {
    /// The Latin letter that a character resembles; itself where there is none.
    public static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        scalar.isASCII ? ascii[Int(scalar.value)] : table[scalar] ?? scalar
    }

    private static let ascii: [Unicode.Scalar] = (0..<128).map { value in
        let scalar = Unicode.Scalar(UInt8(value))
        return table[scalar] ?? scalar
    }

    private static let pairs: [(String, String)] = [
        ("a", "аàáâãäåāăąαạảấầɑ"), ("b", "ьвḅ"), ("c", "сçćĉċčϲⅽ"), ("d", "ԁďđḍ"), ("e", "3еèéêëēĕėęěєẹεё"), ("f", "ƒ"),
        ("g", "ɡĝğġģ"), ("h", "һħĥн"), ("i", "іìíîïĩīĭįıιị"), ("j", "јĵ"), ("k", "кķκ"), ("l", "1ӏłĺļľŀ|"), ("m", "мṃ"),
        ("n", "пñńņňηṇ"), ("o", "0оòóôõöøōŏőοọσö"), ("p", "рρ"), ("q", "ԛ"), ("r", "гŕŗřṛ"), ("s", "5ѕśŝşšșṣ"),
        ("t", "тţťŧțτṭ"), ("u", "υùúûüũūŭůűųụц"), ("v", "νѵ"), ("w", "ԝŵωш"), ("x", "хχ"), ("y", "уýÿŷγ"),
        ("z", "źżžẓ"),
    ]

    private static let table: [Unicode.Scalar: Unicode.Scalar] = {
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        for (plain, others) in pairs {
            for other in others.unicodeScalars { table[other] = plain.unicodeScalars.first }
        }
        return table
    }()

    static func of(_ name: String) -> String {
        var scalars: [Unicode.Scalar] = []
        for scalar in name.unicodeScalars where scalar != "-" {
            // rn looks like m, vv like w.
            let plain = plain(scalar)
            if plain == "n", scalars.last == "r" {
                scalars[scalars.count - 1] = "m"
            } else if plain == "v", scalars.last == "v" {
                scalars[scalars.count - 1] = "w"
            } else {
                scalars.append(plain)
            }
        }
        if scalars.allSatisfy(\.isASCII) { return String(decoding: scalars.map { UInt8($0.value) }, as: UTF8.self) }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }
}
