import Foundation
import Testing

/// The plugin of Documentation/write-a-plugin.md, built from the document's own text against the modules that were just
/// built, and used by the rule next to it.
@Suite(.timeLimit(.minutes(15))) struct WriteAPluginTests {
    /// Where the build left modules and objects: next to the program.
    private static let build = (Program.moongate as NSString).deletingLastPathComponent
    private static let yams = Checkout.at(".build/checkouts/Yams/Sources/CYaml/include/module.modulemap")

    private static let program = """
        import Foundation
        import Moderation
        import RuleFiles
        import RunsPlugin

        func load(_ yaml: [UInt8]) throws(RuleProblems) -> LoadedRules {
            try LoadedRules(
                RuleFolder(files: [.init(path: "r.yaml", bytes: yaml)]),
                plugins: InstalledPlugin.withoutMemory([RunsPlugin()]))
        }
        // Loading runs the examples.
        let rules = try load(Array(FileManager.default.contents(atPath: CommandLine.arguments[1]) ?? Data()))
        print(rules.exampleCount, "examples")
        do {
            _ = try load(Array("- {id: r, score: 1, longest_run: many}".utf8))
        } catch {
            for problem in error.problems where problem.severity == .error { print(problem.message) }
        }
        """

    @Test(
        .enabled(
            if: Program.find("swiftc") != nil && Checkout.has(build + "/Modules") && Checkout.has(yams),
            "takes swiftc, and the modules of a build in the checkout"))
    func theExamplePluginIsBuiltAndRuns() async throws {
        let document = try Document("Documentation/write-a-plugin.md")
        func block(_ kind: String, _ beginning: String) throws -> String {
            try document.blocks.first { $0.kind == kind && $0.text.hasPrefix(beginning) }.orThrow(beginning).text
        }
        let folder = try TemporaryFolder()
        let files = [
            "RunsPlugin.swift": try block("swift", "public import Moderation"),
            "RunsPluginTests.swift": try block("swift", "import Moderation\n"), "rule.yaml": try block("yaml", "- id:"),
            "RunsCommand.swift": try block("swift", "internal import ArgumentParser"), "main.swift": Self.program,
        ]
        try RunningDaemon.write(files, to: folder.path)
        let module = [
            "-parse-as-library", "-module-name", "RunsPlugin", "-emit-module", "-emit-module-path",
            folder.at("RunsPlugin.swiftmodule"), "-emit-object", "-o", folder.at("RunsPlugin.o"),
            folder.at("RunsPlugin.swift"),
        ]
        try await swiftc(module + ["-warnings-as-errors"])
        try await swiftc(["-typecheck", "-I", folder.path, folder.at("RunsPluginTests.swift")])
        try await swiftc(
            [
                "-typecheck", "-parse-as-library", "-warnings-as-errors", "-I", folder.path,
                folder.at("RunsCommand.swift"),
            ])
        try await swiftc(
            [
                "-I", folder.path, "-use-ld=lld", "-o", folder.at("asks"), folder.at("main.swift"),
                folder.at("RunsPlugin.o"),
            ]
                + Self.objects + ["-lpcre2-8", "-lhs", "-lpsl"])
        let asked = try await moongate([folder.at("asks"), folder.at("rule.yaml")], asIs: true)
        #expect(
            asked.output == "2 examples\nlongest_run is a whole number from 2 on\n", "\(asked.output)\(asked.errors)")
    }

    /// The line to copy once left out five plugins.
    @Test(.enabled(if: Checkout.has(Checkout.at("Package.swift")), "takes the checkout that the tests were built from"))
    func theListToCopyDropsNoPlugin() throws {
        let pattern = /let plugins = \[([^\]]*)\]/
        let package = try String(contentsOfFile: Checkout.at("Package.swift"), encoding: .utf8)
        let document = try Document("Documentation/write-a-plugin.md").text
        let installed = try package.firstMatch(of: pattern).orThrow("the list in Package.swift").1
        let shown = try document.firstMatch(of: pattern).orThrow("the list in the document").1
        #expect(shown == installed + ", \"Runs\"")
    }

    /// With the settings of the package.
    private func swiftc(_ words: [String]) async throws {
        let maps =
            ["CLinux", "CUnicodeTables", "CLanguageModel", "CSpamModel"].map {
                "\(Self.build)/\($0).build/module.modulemap"
            }
            + ["CPCRE2", "CVectorscan", "CPSL", "CZstd"].map { Checkout.at("Sources/\($0)/module.modulemap") } + [
                Self.yams
            ]
        let features = ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"]
        let built = try await moongate(
            ["swiftc", "-swift-version", "6", "-I", Self.build + "/Modules"]
                + maps.flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
                + features.flatMap { ["-enable-upcoming-feature", $0] } + words, asIs: true)
        try #require(built.code == 0, "\(built.output)\(built.errors)")
    }

    private static var objects: [String] {
        let modules = [
            "Moderation", "JSON", "TextForms", "RuleFiles", "PostFormats", "Patterns", "CLinux", "CUnicodeTables",
            "Yams",
            "CYaml",
        ]
        func files(_ folder: String) -> [String] {
            FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        }
        return modules.flatMap { module in
            // A build folder keeps the objects of files that were removed since.
            let sources = Set(files(Checkout.at("Sources/" + module)).map { ($0 as NSString).lastPathComponent + ".o" })
            let folder = "\(build)/\(module).build"
            return files(folder).filter { name in
                name.hasSuffix(".o")
                    && (sources.isEmpty || sources.contains((name as NSString).lastPathComponent))
            }
            .map { "\(folder)/\($0)" }
        }
    }
}
