import Foundation
import JSON

/// What the tests of tuning set up and read.
enum Tuning {
    static let archive = "policy: {flag_at: 4}\narchive: {days: 30, size: 10MB}\n"

    static func rules(_ policy: String = archive, _ more: String = "") -> [String: String] {
        ["moongate.yaml": policy, "words.yaml": (RunningDaemon.smallRules["words.yaml"] ?? "") + more]
    }

    static func rule(_ id: String, _ word: String, _ more: String = "score: 4") -> String {
        """
        - id: \(id)
          summary: Finds a word
          body: [\(word)]
          \(more)

        """
    }

    /// 40 posts: 10 of them say apple, 2 of these buynow too.
    static func dropPosts(_ daemon: RunningDaemon) async throws {
        for number in 0..<40 {
            let text =
                number % 4 == 0
                ? (number % 20 == 0 ? "buynow an apple \(number)" : "an apple \(number)") : "hello \(number)"
            try daemon.spool.drop("p\(number).txt", text)
        }
        try await daemon.waitForFiled(count: 40)
    }

    static func json(_ finished: Finished) throws -> JSONValue {
        guard finished.code == 0 else { throw Failure("\(finished.ending): \(finished.errors)\(finished.output)") }
        return try JSONValue(parsing: Array(finished.output.utf8))
    }

    static func status(_ daemon: RunningDaemon, _ name: String) async throws -> JSONValue? {
        try await daemon.status().json["rules"]?[name]
    }
}
