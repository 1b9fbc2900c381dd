import Foundation
import InstalledPlugins
import JSON
import Moderation
import Testing

/// Who may import whom: the arrows of the design, in the package and in the sources.
@Suite(.timeLimit(.minutes(15))) struct ImportsTests {
    /// Shims over system libraries: which module may look at which.
    static let shims = [
        "CLinux", "CPCRE2", "CVectorscan", "CPSL", "CZstd", "CUnicodeTables", "CLanguageModel", "CSpamModel",
    ]
    static let words = ["Moderation", "TextForms", "Patterns", "Links"]

    /// Modules of this package that each may depend on. Those that are not named here are plugins, or tests.
    static let allowed: [String: Set<String>] = [
        "JSON": [], "TextForms": ["CUnicodeTables"], "CLinux": [], "CPCRE2": [], "CVectorscan": [], "CPSL": [],
        "CZstd": [], "CUnicodeTables": [], "CLanguageModel": [], "CSpamModel": [], "CAllocations": [],
        "Patterns": ["CLinux", "CPCRE2", "CVectorscan"],
        "Moderation": ["JSON", "TextForms"],
        "Links": ["Moderation", "TextForms", "CPSL"],
        "PostFormats": ["Moderation", "JSON"],
        "RuleFiles": ["Moderation", "PostFormats", "JSON", "TextForms", "Patterns"],
        "Files": ["CLinux"],
        "Spool": ["Moderation", "JSON", "Files", "CLinux", "CZstd"],
        "Tuning": ["Moderation", "TextForms", "JSON", "PostFormats", "RuleFiles", "Files", "Spool", "CLinux"],
        "Reports": ["Moderation", "JSON", "TextForms", "Tuning"],
        "Daemon": ["Moderation", "JSON", "PostFormats", "RuleFiles", "Files", "Spool", "Tuning", "CLinux"],
        "Commands": [
            "Moderation", "JSON", "RuleFiles", "Files", "Spool", "Daemon", "Reports", "InstalledPlugins", "CLinux",
        ],
        "moongate": [
            "Moderation", "JSON", "PostFormats", "RuleFiles", "Files", "Spool", "Tuning", "Daemon", "Reports",
            "Commands", "InstalledPlugins", "InstalledCommands", "TextForms", "Patterns", "CLinux",
        ],
    ]

    struct Target: Sendable {
        let name: String
        let type: String
        let path: String
        let dependencies: Set<String>
    }

    /// What commands of a plugin may import besides the plugin.
    static let ofCommands: Set<String> = [
        "Commands", "Moderation", "TextForms", "Links", "JSON", "PostFormats", "Reports",
    ]

    static func isPlugin(_ name: String) -> Bool { name.hasSuffix("Plugin") }

    /// `SpamCommands` of `SpamPlugin`.
    private static func commands(of plugin: String) -> String { plugin.replacing("Plugin", with: "Commands") }

    /// What is wrong with a module that imports these.
    static func complaints(about name: String, importing dependencies: Set<String>, plugins: Set<String>) -> [String] {
        let mayImport: Set<String>
        switch name {
        case "InstalledPlugins": mayImport = plugins.union(["Moderation"])
        case "InstalledCommands": mayImport = Set(plugins.map(commands) + ["Commands"])
        case _ where plugins.contains { commands(of: $0) == name }:
            mayImport = ofCommands.union(plugins.filter { commands(of: $0) == name })
        // A plugin, and the data it embeds.
        case _ where plugins.contains(name): mayImport = Set(words + shims.filter { $0.hasSuffix("Model") })
        default:
            guard let known = allowed[name] else { return ["\(name) is a module that this test does not know"] }
            mayImport = known
        }
        return dependencies.subtracting(mayImport).sorted().map { "\(name) imports \($0)" }
    }

    static let swift = Program.find("swift")

    @Test(
        .enabled(
            if: swift != nil && Checkout.has(Checkout.at("Package.swift")),
            "takes swift on the PATH, and the checkout that the tests were built from"))
    func thePackageKeepsTheArrows() async throws {
        let targets = try await Self.described()
        let plugins = Set(targets.map(\.name).filter(Self.isPlugin))
        #expect(plugins.isSuperset(of: ["TextPlugin", "FactsPlugin"]))
        var complaints: [String] = []
        for target in targets where target.type != "test" {
            complaints += Self.complaints(about: target.name, importing: target.dependencies, plugins: plugins)
            if Self.isPlugin(target.name) { #expect(target.path.hasPrefix("Plugins/"), "\(target.name)") }
        }
        #expect(complaints == [])
    }

    /// The `import` lines say the same, and need no tools.
    @Test(.enabled(if: Checkout.has(Checkout.at("Sources")), "takes the checkout that the tests were built from"))
    func theSourcesKeepTheArrows() throws {
        let files = FileManager.default
        var folders: [String: String] = [:]
        for name in try files.contentsOfDirectory(atPath: Checkout.at("Sources")) { folders[name] = "Sources/" + name }
        for name in try files.contentsOfDirectory(atPath: Checkout.at("Plugins")) {
            folders[name == "Installed" ? "InstalledPlugins" : name + "Plugin"] = "Plugins/\(name)/Sources"
            let commands = "Plugins/\(name)/Commands"
            if Checkout.has(Checkout.at(commands)) { folders[name + "Commands"] = commands }
        }
        let plugins = Set(folders.keys.filter(Self.isPlugin))
        var complaints: [String] = []
        for (name, folder) in folders {
            let imported = try Self.imports(in: folder)
            complaints += Self.complaints(about: name, importing: imported.intersection(folders.keys), plugins: plugins)
        }
        #expect(complaints.sorted() == [])
    }

    /// A key's name in quotes would make the core depend on one plugin. Fields of posts have names of their own.
    @Test(
        .enabled(if: Checkout.has(Checkout.at("Sources")), "takes the checkout that the tests were built from"),
        arguments: ["Moderation", "RuleFiles", "Tuning", "Spool", "PostFormats"])
    func theCoreNamesNoKeyOfAPlugin(_ module: String) throws {
        // `type` is a word of JSON Schema too.
        let fields = ["title", "body", "url", "links", "channel", "language", "reply_to", "type"]
        let keys = Set(InstalledPlugins.all.flatMap(\.keys).map(\.name)).subtracting(fields)
        #expect(keys.contains("unless"))
        let folder = Checkout.at("Sources/" + module)
        var named: [String] = []
        for path in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? []
        where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
            named += keys.filter { text.contains("\"\($0)\"") }.map { "\(path): \($0)" }
        }
        #expect(named.sorted() == [])
    }

    /// Documentation/architecture.md has the graph of the package as it is, and says of each module what it is for.
    @Test(
        .enabled(
            if: swift != nil && Program.find("python3") != nil && Checkout.has(Checkout.at("Package.swift")),
            "takes swift and python3 on the PATH, and the checkout that the tests were built from"))
    func theGraphInTheDocumentsIsThatOfThePackage() async throws {
        let scratch = try TemporaryFolder()
        let printed = try await moongate(
            [Checkout.at("Scripts/make-module-graph"), "--print"], asIs: true, environment: ["TMPDIR": scratch.path])
        try #require(printed.code == 0, "\(printed.errors)")
        let page = try String(contentsOfFile: Checkout.at("Documentation/architecture.md"), encoding: .utf8)
        #expect(page.contains(printed.output), "if the package changed on purpose: Scripts/make-module-graph")
        let modules = printed.output.matches(of: /(?m)^\| `(\w+)` \|/).map { String($0.1) }
        #expect(modules.contains("Moderation"))
        let purposes = page.components(separatedBy: "\n## ").first { $0.hasPrefix("Modules\n") } ?? ""
        #expect(modules.filter { !purposes.contains("`\($0)`") } == [], "not in the table of modules")
    }

    /// Everything that Swift files below a folder import.
    private static func imports(in folder: String) throws -> Set<String> {
        var found: Set<String> = []
        for path in FileManager.default.enumerator(atPath: Checkout.at(folder))?.compactMap({ $0 as? String }) ?? []
        where path.hasSuffix(".swift") {
            let text = try String(contentsOfFile: Checkout.at(folder + "/" + path), encoding: .utf8)
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ").map(String.init)
                guard let at = words.firstIndex(of: "import"), at + 1 < words.count,
                    words[..<at].allSatisfy({
                        ["public", "internal", "package", "@testable", "@_exported"].contains($0)
                    })
                else { continue }
                // `import struct Spool.Folder` names the module before the dot.
                let kinds = ["struct", "class", "enum", "protocol", "func", "typealias", "let", "var"]
                let name = kinds.contains(words[at + 1]) ? words.last ?? "" : words[at + 1]
                found.insert(String(name.prefix { $0 != "." }))
            }
        }
        return found
    }

    /// A scratch folder of its own: the one of the build is locked while tests run.
    private static func described() async throws -> [Target] {
        let scratch = try TemporaryFolder()
        let finished = try await moongate(
            [
                swift ?? "swift", "package", "--package-path", Checkout.path, "--scratch-path", scratch.at("build"),
                "describe", "--type", "json",
            ],
            // It leaves a lock next to its temporary files.
            asIs: true, environment: ["TMPDIR": scratch.path])
        guard finished.code == 0 else { throw Failure("swift package describe: \(finished.errors)") }
        let json = try JSONValue(parsing: Array(finished.output.utf8))
        return try json["targets"]?.array?.map { target in
            Target(
                name: try (target["name"]?.string).orThrow("name"), type: try (target["type"]?.string).orThrow("type"),
                path: try (target["path"]?.string).orThrow("path"),
                dependencies: Set(target["target_dependencies"]?.array?.compactMap(\.string) ?? []))
        } ?? []
    }
}
