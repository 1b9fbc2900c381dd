import Foundation
import Testing

/// What the documents name exists: files, headings, commands, flags, scripts.
@Suite(.enabled(if: Checkout.has(Checkout.at("README.md")), "takes the checkout that the tests were built from"))
struct DocumentsTests {
    /// Every Markdown file of the project, relative to the checkout.
    static let documents: [String] = {
        let folders = [
            "Benchmarks", "Documentation", "Fuzzing", "Plugins", "Rules", "Samples", "Scripts", "Sources", "systemd",
        ]
        let top = (try? FileManager.default.contentsOfDirectory(atPath: Checkout.path)) ?? []
        let below = folders.flatMap { folder in
            (FileManager.default.enumerator(atPath: Checkout.at(folder))?.compactMap { $0 as? String } ?? []).map {
                folder + "/" + $0
            }
        }
        return (top + below).filter { $0.hasSuffix(".md") }.sorted()
    }()

    @Test func thereAreDocuments() { #expect(Self.documents.count >= 20) }

    @Test(arguments: documents)
    func linksLeadSomewhere(_ path: String) throws {
        let document = try Document(path)
        var broken: [String] = []
        for target in document.links where !target.contains("://") && !target.hasPrefix("mailto:") {
            let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let file =
                parts[0].isEmpty
                ? path : ((path as NSString).deletingLastPathComponent as NSString).appendingPathComponent(parts[0])
            guard Checkout.has(Checkout.at(file)) else {
                broken.append(target)
                continue
            }
            guard parts.count > 1, file.hasSuffix(".md") else { continue }
            if try !Document(file).anchors.contains(parts[1]) { broken.append(target) }
        }
        #expect(broken == [], "\(path)")
    }

    @Test(arguments: documents)
    func commandsAndScriptsExist(_ path: String) async throws {
        let document = try Document(path)
        let tree = try await CommandTree()
        for line in document.shellLines + document.codeWords.filter({ $0.hasPrefix("moongate ") }) {
            #expect(tree.complaints(about: line) == [], "\(path)")
        }
        for word in document.words(beginningWith: ["Scripts/", "Documentation/", "Benchmarks/"]) {
            #expect(Checkout.has(Checkout.at(word)), "\(path) names \(word)")
        }
    }

    /// Documentation/follow-a-post.md names the file of each step.
    @Test func filesOfTheStepsExist() throws {
        let document = try Document("Documentation/follow-a-post.md")
        let named = document.codeWords.filter { $0.hasSuffix(".swift") }
        #expect(named.count >= 10)
        for file in named { #expect(Checkout.has(Checkout.at("Sources/" + file)), "\(file)") }
        for step in document.text.components(separatedBy: "\n## ").dropFirst() where step.first?.isNumber == true {
            #expect(step.contains(".swift"), "\(step.prefix(40)) names no file")
        }
    }

    /// Documentation/operations.md says of each message in the log what it means.
    @Test func everyLogMessageIsExplained() throws {
        let page = try String(contentsOfFile: Checkout.at("Documentation/operations.md"), encoding: .utf8)
        let table = (page.components(separatedBy: "\n## Log messages\n").last ?? "").replacing("`", with: "")
        var count = 0
        for folder in ["Sources/Daemon", "Sources/moongate"] {
            let files = FileManager.default.enumerator(atPath: Checkout.at(folder))?.compactMap { $0 as? String } ?? []
            for file in files where file.hasSuffix(".swift") {
                let source = try String(contentsOfFile: Checkout.at("\(folder)/\(file)"), encoding: .utf8)
                for call in source.matches(of: /log\??\.(?:info|notice|warning|error|critical)\(\s*"([^"]+)"/) {
                    // What is filled in at run time stands in the page as `...`, or not at all.
                    let words = call.1.split(separator: /\\\([^)]*\)+/).map {
                        $0.trimmingCharacters(in: .whitespaces)
                    }
                    count += 1
                    for part in words where part.count > 2 {
                        let isExplained = table.contains(part.replacing("`", with: ""))
                        #expect(isExplained, "\(file) logs what the page does not explain: \(call.1)")
                    }
                }
            }
        }
        #expect(count >= 30)
    }

    /// Pages below Documentation/decisions are in the index of decisions.
    @Test func theIndexNamesEveryPage() throws {
        let index = try Document("Documentation/README.md").links + Document("Documentation/decisions.md").links
        let pages = Self.documents.filter { $0.hasPrefix("Documentation/") && $0 != "Documentation/README.md" }
        #expect(pages.map { String($0.dropFirst("Documentation/".count)) }.filter { !index.contains($0) } == [])
    }

    /// Tables, headings, comments, code and pictures cannot be wrapped, everything else is.
    @Test(arguments: documents)
    func linesWrapAt120Characters(_ path: String) throws {
        let long = try Document(path).prose.filter { line in
            line.count > 120 && !["|", "#", "<!--", "!["].contains { line.drop { $0 == " " }.hasPrefix($0) }
        }
        #expect(long == [])
    }

    /// The same headings, commands, code, tables and lists in the same order; the words are Chinese.
    @Test func theChineseReadmeIsParallel() throws {
        let (english, chinese) = (try Document("README.md"), try Document("README.zh-CN.md"))
        #expect(chinese.blockCount == english.blockCount)
        // The comments are translated, the commands are not.
        #expect(chinese.shellLines.map(Self.trimmed) == english.shellLines.map(Self.trimmed))
        #expect(Self.shape(of: chinese) == Self.shape(of: english))
        let han = chinese.prose.filter { $0.unicodeScalars.contains { $0.properties.isIdeographic } }
        #expect(han.count > chinese.prose.count { !$0.isEmpty } / 2)
    }

    private static func trimmed(_ text: String) -> String { text.trimmingCharacters(in: .whitespaces) }

    /// Headings by their depth, rows of tables by their cells, items of lists, pictures.
    private static func shape(of document: Document) -> [String] {
        document.prose.compactMap { line in
            if line.hasPrefix("#") { return String(line.prefix { $0 == "#" }) }
            if line.hasPrefix("|") { return "row of \(line.split(separator: "|").count)" }
            if line.hasPrefix("- ") { return "item" }
            if line.hasPrefix("![") { return "picture" }
            return line.first?.isNumber == true && line.contains(". ") ? "step" : nil
        }
    }

    /// The package is called what the program calls itself.
    @Test func thePackageHasTheProgramsVersion() async throws {
        let changelog = try String(contentsOfFile: Checkout.at("debian/changelog"), encoding: .utf8)
        let version = try await moongate(["--version"]).output.split(separator: " ").last.orThrow("a version")
        #expect(changelog.hasPrefix("moongate (\(version.trimmingCharacters(in: .newlines))-"))
    }

    @Test func anchorsAreAsTheWebShowsThem() {
        let document = Document(text: "# Is it `well`?\n## A & B\n## A & B\n```\n# no heading\n```\n## 中文 标题\n")
        #expect(document.anchors == ["is-it-well", "a--b", "a--b-1", "中文-标题"])
    }

    /// A promise is worth as much as its test: every `SomeTests.name` that the documents name is there.
    @Test(arguments: ["trust.md", "threat-model.md"]) func testsThatAreNamedExist(_ document: String) throws {
        let folders = ["Tests", "Plugins", "Fuzzing"]
        var tests: [String: Set<String>] = [:]
        for folder in folders {
            let files = FileManager.default.enumerator(atPath: Checkout.at(folder))
            while let file = files?.nextObject() as? String {
                guard file.hasSuffix(".swift") else { continue }
                let text = try String(contentsOfFile: Checkout.at(folder + "/" + file), encoding: .utf8)
                let names = text.matches(of: /func (\w+)\(/).map { String($0.1) }
                for suite in text.matches(of: /(?:struct|class) (\w+Tests)\b/) {
                    tests[String(suite.1), default: []].formUnion(names)
                }
            }
        }
        let text = try String(contentsOfFile: Checkout.at("Documentation/" + document), encoding: .utf8)
        var count = 0
        for line in text.split(separator: "\n") where line.contains("Tests") {
            for word in line.matches(of: /`(?:(\w+Tests)(?:\.(\w+))?|([a-z]+[A-Z]\w+))`/) {
                count += 1
                let suite = word.1.map(String.init)
                if let suite { #expect(tests[suite] != nil, "\(suite)") }
                guard let name = (word.2 ?? word.3).map(String.init) else { continue }
                #expect(tests.contains { $0.value.contains(name) && $0.key == suite ?? $0.key }, "\(word.0)")
            }
        }
        #expect(count > 3)
    }
}
