import Foundation
import Testing

/// What documents show as printed is printed. A comment above a block says by which command (`PrintedBlocks`).
/// Where rules or output changed on purpose, `Scripts/renew-documents` writes what is printed now.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    .enabled(if: Checkout.has(Checkout.at("README.md")), "takes the checkout that the tests were built from"),
    .enabled(if: Program.find("jq") != nil, "takes jq"))
struct PrintedInDocumentsTests {
    static let documents = DocumentsTests.documents.filter { path in
        let text = try? String(contentsOfFile: Checkout.at(path), encoding: .utf8)
        return text.map { !PrintedBlocks($0).blocks.isEmpty } ?? false
    }

    private static let isRenewing = ProcessInfo.processInfo.environment["MOONGATE_RENEW_DOCUMENTS"] == "1"

    @Test func documentsShowWhatIsPrinted() { #expect(Self.documents.count >= 5) }

    @Test(arguments: documents)
    func isPrinted(_ path: String) async throws {
        var page = PrintedBlocks(try String(contentsOfFile: Checkout.at(path), encoding: .utf8))
        let desk = try await Desk()
        for index in page.blocks.indices {
            let block = page.blocks[index]
            let text = page.text(of: block)
            switch block.origin {
            case .runs: _ = try await desk.run(text)
            case .savedAs(let file): try desk.save(text + "\n", as: file)
            case .prints(let command):
                let printed = try await desk.run(command)
                guard Self.masked(printed) != Self.masked(text) else { continue }
                guard Self.isRenewing else {
                    Issue.record(
                        """
                        \(path):\(block.lines.lowerBound): \(command)
                        prints something else. Where that is right: Scripts/renew-documents. Printed is:
                        \(printed)
                        """)
                    continue
                }
                page = page.replacing(index, with: Self.renewed(text, by: printed))
            }
        }
        if Self.isRenewing {
            try page.lines.joined(separator: "\n").write(
                toFile: Checkout.at(path), atomically: true, encoding: .utf8)
        }
    }

    /// What is printed now, with those lines as they were that say the same.
    private static func renewed(_ old: String, by new: String) -> String {
        var known: [String: Substring] = [:]
        for line in old.split(separator: "\n") { known[masked(String(line))] = line }
        return new.split(separator: "\n", omittingEmptySubsequences: false)
            .map { known[masked(String($0))] ?? $0 }.joined(separator: "\n")
    }

    /// Without what differs from run to run: times, numbers of files and processes, fingerprints.
    static func masked(_ text: String) -> String {
        text.replacing(/\d{4}-\d\d-\d\dT[\d:.]+Z/, with: "TIME")
            .replacing(/\b(?:[0-9a-f]{16}|[0-9a-f]{12})\b/, with: "HASH")
            .replacing(/"(inode|microseconds|pid|judging_pid|free_bytes|mean_microseconds)": ?\d+/) { "\"\($0.1)\": N" }
            .replacing(/process \d+/, with: "process N")
            .replacing(/[\d.,]+ (µs|GB free)/) { "N \($0.1)" }
            .replacing(/\d{4}-\d\d-\d\d/, with: "DAY")
    }

    @Test(
        arguments: [
            ("a 2026-11-24T02:59:54.123Z b", "a TIME b"), (#"{"inode":12,"seq":3}"#, #"{"inode": N,"seq":3}"#),
            (#""campaigns": ["611bab2ee179"]"#, #""campaigns": ["HASH"]"#),
            ("ruleset=5152b294e19b9f4c rules=27", "ruleset=HASH rules=27"), ("54 µs of judging", "N µs of judging"),
        ])
    func masks(_ text: String, _ expected: String) { #expect(Self.masked(text) == expected) }

    @Test func blocksAreReadAndReplaced() {
        let page = PrintedBlocks(
            "1. x\n\n   <!-- prints: a -->\n   ```text\n   old\n     in\n   ```\n\n<!-- runs -->\ntext\n```sh\nb\n```\n"
        )
        #expect(page.blocks.map(\.origin) == [.prints("a")])
        #expect(page.text(of: page.blocks[0]) == "old\n  in")
        #expect(page.replacing(0, with: "new\n\nx").text(of: page.blocks[0]).hasPrefix("new\n"))
    }
}

/// A folder as the documents assume one: `Rules` and `Samples` of the checkout, and a daemon on `./spool`.
private final class Desk {
    private let daemon: RunningDaemon

    init() async throws {
        daemon = try await RunningDaemon(rules: [:], arguments: ["--verdicts", "--hang-limit", "600"]) { folder in
            let files = FileManager.default
            try files.copyItem(atPath: Checkout.at("Rules"), toPath: folder.at("Rules"))
            try files.createSymbolicLink(atPath: folder.at("rules"), withDestinationPath: "Rules")
            try files.createSymbolicLink(
                atPath: folder.at("Samples"), withDestinationPath: Checkout.at("Samples"))
        }
    }

    func save(_ text: String, as file: String) throws {
        try RunningDaemon.write([file: text], to: daemon.folder.path)
    }

    /// `said WORDS` waits for a line of verdicts or log with these words, and prints it; `filed FILE...` waits for files;
    /// `drop [-c CHANNEL] FILE...` drops copies; `settled` waits until all posts are filed.
    private static let prelude = """
        set -eu
        said() {
            for _ in $(seq 1200); do
                if cat output errors | grep -F -- "$1" | tail -n 1 | grep .; then return; fi
                sleep 0.05
            done
            echo "nobody said: $1"
        }
        drop() {
            inbox=spool/inbox
            if [ "$1" = -c ]; then inbox=$inbox/$2; mkdir -p "$inbox"; shift 2; fi
            for file in "$@"; do
                cp "$file" "$inbox/.new"
                mv "$inbox/.new" "$inbox/${file##*/}"
            done
        }
        settled() {
            for _ in $(seq 1200); do
                test -n "$(find spool/inbox spool/work -type f)" || return 0
                sleep 0.05
            done
        }
        filed() {
            for file in "$@"; do
                for _ in $(seq 1200); do test -e "spool/$file" && break; sleep 0.05; done
            done
        }

        """

    /// What it prints, on both streams: a document shows a terminal.
    func run(_ command: String) async throws -> String {
        let directory = (Program.moongate as NSString).deletingLastPathComponent
        let path = directory + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        let finished = try await moongate(
            ["env", "-C", daemon.folder.path, "PATH=\(path)", "sh", "-c", Self.prelude + command + " 2>&1"], asIs: true)
        // `moongate check` of a broken folder ends with 1, and that is what is shown.
        return (finished.output + finished.errors).split(separator: "\n", omittingEmptySubsequences: false)
            .map(PrintedBlocks.trimmed).joined(separator: "\n").trimmingCharacters(in: .newlines)
    }
}
