import Foundation
import Links
import Testing
import TextForms
import Yams

/// What twitter-text and linkify-it take for a link, from `../shared/corpora/links` next to the checkout or
/// `MOONGATE_CORPORA`. Each case must come out as theirs or be declared below, with its reason.
@Suite struct ConformanceTests {
    static let folder: String = {
        if let given = ProcessInfo.processInfo.environment["MOONGATE_CORPORA"] { return given + "/links" }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/corpora/links").path
    }()

    static let isThere = FileManager.default.fileExists(atPath: folder + "/twitter-text-extract.yml")

    static func found(_ text: String) -> [(String, Range<Int>)] {
        let bytes = Array(text.utf8)
        let found = TextLinks(Folding.fold(bytes), original: bytes)
        return found.links.map { (String(decoding: bytes[$0.range], as: UTF8.self), $0.range) }
    }

    static func foundWithMail(_ text: String) -> [String] {
        let bytes = Array(text.utf8)
        let found = TextLinks(Folding.fold(bytes), original: bytes)
        let all = found.links.map(\.range) + found.contacts.filter { $0.kind == .email }.map(\.range)
        return all.sorted { $0.lowerBound < $1.lowerBound }.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    struct Case {
        let suite: String
        let text: String
        let expected: [String]
        let found: [String]
        var isRight: Bool { expected == found }
    }

    static func yaml(_ name: String) throws -> [String: [[String: Any]]] {
        let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        let tree = try Yams.load(yaml: text) as? [String: Any]
        return tree?["tests"] as? [String: [[String: Any]]] ?? [:]
    }

    static func twitterExtract() throws -> [Case] {
        var cases: [Case] = []
        let tests = try yaml("twitter-text-extract.yml")
        for name in ["urls", "urls_with_indices", "urls_with_directional_markers", "tco_urls_with_params"] {
            for test in tests[name] ?? [] {
                guard let text = test["text"] as? String else { continue }
                if let expected = test["expected"] as? [String] {
                    cases.append(Case(suite: name, text: text, expected: expected, found: found(text).map(\.0)))
                } else if let expected = test["expected"] as? [[String: Any]] {
                    let scalars = Array(text.unicodeScalars)
                    let wanted = expected.map { one in
                        "\(one["url"] as? String ?? "") \(one["indices"] as? [Int] ?? [])"
                    }
                    let got = found(text).map { url, range in
                        var start = 0
                        var bytes = 0
                        while bytes < range.lowerBound {
                            bytes += UTF8.width(scalars[start])
                            start += 1
                        }
                        return "\(url) \([start, start + url.unicodeScalars.count])"
                    }
                    cases.append(Case(suite: name, text: text, expected: wanted, found: got))
                }
            }
        }
        return cases
    }

    static func twitterValidate() throws -> [Case] {
        var cases: [Case] = []
        let tests = try yaml("twitter-text-validate.yml")
        for name in ["urls", "urls_without_protocol"] {
            for test in tests[name] ?? [] {
                guard let text = test["text"] as? String, let isValid = test["expected"] as? Bool else { continue }
                let whole = found(text).map(\.0) == [text]
                cases.append(
                    Case(suite: "validate " + name, text: text, expected: ["\(isValid)"], found: ["\(whole)"]))
            }
        }
        return cases
    }

    /// A line is a text; the next one, where it is not empty, what is found in it, else the whole text is.
    static func linkify() throws -> [Case] {
        func lines(_ name: String) throws -> [String] {
            try String(contentsOfFile: folder + "/" + name, encoding: .utf8).components(separatedBy: "\n").map { line in
                // A comment begins with "%" behind spaces, or with "//" in one line.
                var line = line
                if let comment = line.range(of: #"\s+(%|// inv).*$"#, options: .regularExpression) {
                    line.removeSubrange(comment)
                }
                return line
            }
        }
        var cases: [Case] = []
        let links = try lines("linkify-it-links.txt")
        var index = 0
        while index < links.count {
            let text = links[index]
            index += 1
            guard !text.isEmpty, !text.hasPrefix("%") else { continue }
            var expected = text
            if index < links.count, !links[index].isEmpty, !links[index].hasPrefix("%") {
                expected = links[index]
                index += 1
            }
            let wanted =
                expected.lowercased().hasPrefix("mailto:") ? String(expected.dropFirst("mailto:".count)) : expected
            cases.append(Case(suite: "linkify links", text: text, expected: [wanted], found: foundWithMail(text)))
        }
        for text in try lines("linkify-it-not-links.txt") where !text.isEmpty && !text.hasPrefix("%") {
            cases.append(Case(suite: "linkify not links", text: text, expected: [], found: foundWithMail(text)))
        }
        return cases
    }

    @Test(.enabled(if: isThere, "takes ../shared/corpora/links, or MOONGATE_CORPORA"))
    func comesOutAsTheirs() throws {
        let cases = try Self.twitterExtract() + Self.twitterValidate() + Self.linkify()
        #expect(cases.count > 200)
        let declared = Dictionary(
            DeclaredDifferences.all.map { ($0.text, $0) }, uniquingKeysWith: { first, _ in first })
        var wrong = 0
        var used: Set<String> = []
        for one in cases where !one.isRight {
            if declared[one.text] != nil {
                used.insert(one.text)
                continue
            }
            wrong += 1
            print("\(one.suite): \(one.text)\n    theirs: \(one.expected)\n    ours:   \(one.found)")
        }
        let counted = cases.count - cases.count { !$0.isRight && declared[$0.text] != nil }
        let share = 100 * Double(counted - wrong) / Double(counted)
        print(
            "links: \(cases.count) cases, \(cases.count - counted) declared differences, \(share) % of the others right"
        )
        #expect(share >= 95)
        #expect(Set(declared.keys).subtracting(used) == [], "declared, but no difference any more")
    }

    /// Mentions and hashtags, with and without their places; and the validity of both.
    static func tags() throws -> [Case] {
        var cases: [Case] = []
        let extract = try yaml("twitter-text-extract.yml")
        let names = ["mentions", "mentions_with_indices", "hashtags", "hashtags_from_astral", "hashtags_with_indices"]
        for name in names {
            for test in extract[name] ?? [] {
                guard let text = test["text"] as? String else { continue }
                let bytes = Array(text.utf8)
                let tags = Tags(in: bytes, links: TextLinks(Folding.fold(bytes), original: bytes).links)
                let found = (name.hasPrefix("mentions") ? tags.mentions : tags.hashtags).map { range in
                    String(String(decoding: bytes[range], as: UTF8.self).unicodeScalars.dropFirst())
                }
                let whole = test["expected"] as? [[String: Any]] ?? []
                let expected =
                    test["expected"] as? [String]
                    ?? whole.map { ($0["screen_name"] ?? $0["hashtag"]) as? String ?? "" }
                cases.append(Case(suite: name, text: text, expected: expected, found: found))
            }
        }
        let validate = try yaml("twitter-text-validate.yml")
        for name in ["usernames", "hashtags"] {
            for test in validate[name] ?? [] {
                guard let text = test["text"] as? String, let isValid = test["expected"] as? Bool else { continue }
                let bytes = Array(text.utf8)
                let tags = Tags(in: bytes, links: [])
                let whole = (name == "usernames" ? tags.mentions : tags.hashtags) == [0..<bytes.count]
                cases.append(
                    Case(suite: "validate " + name, text: text, expected: ["\(isValid)"], found: ["\(whole)"]))
            }
        }
        return cases
    }

    @Test(.enabled(if: isThere, "takes ../shared/corpora/links, or MOONGATE_CORPORA"))
    func tagsComeOutAsTheirs() throws {
        let cases = try Self.tags()
        #expect(cases.count > 80)
        let wrong = cases.filter { !$0.isRight }
        for one in wrong {
            print("\(one.suite): \(one.text)\n    theirs: \(one.expected)\n    ours:   \(one.found)")
        }
        let share = 100 * Double(cases.count - wrong.count) / Double(cases.count)
        print("tags: \(cases.count) cases, \(share) % right")
        #expect(share >= 95)
    }
}
