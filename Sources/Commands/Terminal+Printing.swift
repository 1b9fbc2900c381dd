public import ArgumentParser
public import Glibc
public import JSON
public import Reports

/// Prints: colours where they are wanted, and nothing of a post that could act on the screen.
extension Terminal {
    public enum Color: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    public init(_ color: Color = .auto, descriptor: Int32 = STDOUT_FILENO) {
        let hasColor =
            switch color {
            case .always: true
            case .never: false
            case .auto: isatty(descriptor) == 1 && getenv("NO_COLOR") == nil
            }
        self.init(hasColor: hasColor)
    }

    public static func warn(_ text: String) { write(harmless(text) + "\n", to: STDERR_FILENO) }

    public static func show(json: String) { write(SafeText.makeJSON(json) + "\n", to: STDOUT_FILENO) }

    /// A daemon's answer, or a part of it, as it came.
    public static func show(answer: JSONValue) {
        var json = JSONWriter()
        answer.write(to: &json)
        show(json: json.text)
    }

    /// What `show` would write, for another writer.
    public static func line(_ text: String) -> String { harmless(text) + "\n" }

    public static func show(_ text: String) { write(harmless(text) + "\n", to: STDOUT_FILENO) }

    /// The last gate before the screen, even if a field was not made safe: lines and `paint` stay.
    private static func harmless(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x0A }) else { return text }
        var safe = ""
        var rest = text[...]
        for painted in text.matches(of: /\u{1B}\[(?:0|1|2|31|32|33|36|1;30;43)m/) {
            safe += SafeText.make(rest[..<painted.range.lowerBound], keepingLines: true) + painted.output
            rest = rest[painted.range.upperBound...]
        }
        return safe + SafeText.make(rest, keepingLines: true)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
