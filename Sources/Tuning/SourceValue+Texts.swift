internal import Moderation

extension SourceValue {
    /// Everything that it holds, a text each: `a`, and of a block `key: a`.
    var texts: [String] {
        switch self {
        case .scalar(let text): [text.text]
        case .list(let elements, _): elements.flatMap(\.texts)
        case .map(let entries, _): entries.flatMap { entry in entry.value.texts.map { entry.key.text + ": " + $0 } }
        }
    }
}
