/// What happens to a post whose text is only in fields that no rule in force reads.
public enum UnreadText: String, CaseIterable, Sendable {
    /// Flagged, unless something else holds it: a person looks.
    case hold
    /// Its outcome stays; the verdict, the log and `status` name the fields.
    case warn
}

/// Which fields the rules of a ruleset read the words of. A post may come as another program's own format, with its text
/// in a field that no rule names: nothing would be found in it, and it would be approved.
struct ReadFields: Sendable {
    /// Read in every channel.
    private let everywhere: Set<Field>
    /// Read by rules that apply to some channels only.
    private let somewhere: [(channels: Rule.Channels, fields: Set<Field>)]
    private let readsTitle: Bool
    private let readsBody: Bool

    /// A text of at least this many bytes is missed if nobody reads it.
    static let lengthLimit = 20
    /// Fields that are named in one verdict.
    static let countLimit = 8

    /// Of the rules that count.
    init(_ rules: [Rule]) {
        var everywhere: Set<Field> = []
        var somewhere: [(channels: Rule.Channels, fields: Set<Field>)] = []
        for rule in rules where rule.mode == .live {
            let fields = Set(rule.checks.flatMap(\.fields))
            if case .all = rule.channels {
                everywhere.formUnion(fields)
            } else {
                somewhere.append((rule.channels, fields))
            }
        }
        self.everywhere = everywhere
        self.somewhere = somewhere
        readsTitle = everywhere.contains(.title)
        readsBody = everywhere.contains(.body)
    }

    /// The fields of a post that hold a text of some length and that no rule reads, if no rule reads any text of it; empty
    /// for nearly every post. Costs a look at the fields up to the first that is read.
    func unread(in post: Post) -> [Field] {
        for entry in post.entries {
            if readsBody && entry.field == .body || readsTitle && entry.field == .title, entry.value.hasLetters {
                return []
            }
        }
        var read = everywhere
        for (channels, fields) in somewhere where channels.contains(post.channel) { read.formUnion(fields) }
        var unread: [Field] = []
        for entry in post.entries where Self.holdsText(entry.field) {
            if read.contains(entry.field) {
                if entry.value.hasLetters { return [] }
            } else if entry.value.isText, unread.count < Self.countLimit, !unread.contains(entry.field) {
                unread.append(entry.field)
            }
        }
        return unread
    }

    /// Fields for words, other than those for addresses, names and dates.
    private static func holdsText(_ field: Field) -> Bool {
        field == .body || field == .title || field.name.utf8.starts(with: "extra.".utf8)
    }
}

extension Post.Value {
    fileprivate var hasLetters: Bool {
        guard case .text(let bytes) = self else { return false }
        return bytes.contains { $0 > 0x20 }
    }

    /// Rather a text than an identifier, a date or an address: those have neither spaces nor tags nor other scripts.
    fileprivate var isText: Bool {
        guard case .text(let bytes) = self, bytes.count >= ReadFields.lengthLimit else { return false }
        return bytes.contains { $0 == 0x20 || $0 >= 0x80 || $0 == UInt8(ascii: "<") }
    }
}
