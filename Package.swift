// swift-tools-version: 6.2
import PackageDescription

// A plugin is one folder under Plugins/, one word here and one line in Plugins/Installed/Sources.
let plugins = ["Text", "Facts", "Links", "Shapes", "Floods", "Language", "Spam"]

let settings: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (Context.environment["MOONGATE_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// For the modules that every rule and every post passes through, and for plugins: optimized in debug builds too, because
/// the programs that tests start spend most of their time in them. To step through one in a debugger, use `settings` there.
let optimized = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]
let hot: Set = ["JSON", "TextForms", "Links", "Patterns", "PostFormats"]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

/// A module under Sources/, and its tests under Tests/ where it has some.
func module(_ name: String, _ dependencies: [Target.Dependency], tests: [Target.Dependency]? = []) -> [Target] {
    let source = Target.target(
        name: name, dependencies: dependencies, swiftSettings: hot.contains(name) ? optimized : settings)
    guard let tests else { return [source] }
    return [
        source,
        .testTarget(
            name: name + "Tests", dependencies: [.target(name: name)] + dependencies + tests,
            swiftSettings: settings),
    ]
}

/// What a plugin may import: never another plugin, `Spool` or `Daemon`.
let pluginMayImport: [Target.Dependency] = ["Moderation", "TextForms", "Patterns", "Links"]

/// A plugin may bring commands of `moongate`: `Plugins/NAME/Commands`, a target of its own.
let bringsCommands = ["Links", "Language", "Spam"]

/// What they may import besides their plugin: how the program prints, and what asks a spool; never the daemon itself.
let commandsMayImport: [Target.Dependency] = [
    "Commands", "Moderation", "TextForms", "Links", "JSON", "PostFormats", "Reports", argumentParser,
]

/// A plugin may have data to embed in the program: `Plugins/NAME/Model`, a C target of its own.
let embedded = ["Language": "CLanguageModel", "Spam": "CSpamModel"]

func plugin(_ name: String) -> [Target] {
    let data = embedded[name].map {
        [Target.target(name: $0, path: "Plugins/\(name)/Model", exclude: ["\(name.lowercased()).model"])]
    }
    let commands =
        bringsCommands.contains(name)
        ? [
            Target.target(
                name: name + "Commands", dependencies: [.target(name: name + "Plugin")] + commandsMayImport,
                path: "Plugins/\(name)/Commands", swiftSettings: settings)
        ] : []
    return (data ?? []) + commands + [
        .target(
            name: name + "Plugin",
            dependencies: pluginMayImport + (embedded[name].map { [.target(name: $0)] } ?? []),
            path: "Plugins/\(name)/Sources",
            swiftSettings: optimized),
        .testTarget(
            name: name + "PluginTests", dependencies: [.target(name: name + "Plugin"), "RuleFiles"] + pluginMayImport,
            path: "Plugins/\(name)/Tests", swiftSettings: settings),
    ]
}

/// `Benchmarks/spam-facts` and `Benchmarks/matching` build these; nothing else needs them.
let benchmarks: [Target] =
    Context.environment["MOONGATE_BENCHMARKS"] == nil
    ? []
    : [
        .executableTarget(
            name: "SpamFacts",
            dependencies: [
                "Moderation", "TextForms", "Links", "RuleFiles", "PostFormats", "LinksPlugin", "ShapesPlugin",
                "FloodsPlugin", "SpamPlugin",
            ], path: "Benchmarks/SpamFacts", swiftSettings: settings),
        .executableTarget(
            name: "Matching",
            dependencies: [
                "CPCRE2", "Moderation", "TextForms", "Patterns", "RuleFiles", "PostFormats", "TextPlugin",
            ], path: "Benchmarks/Matching", swiftSettings: settings),
    ]

/// Random inputs for every reader: as tests, or as a libFuzzer program for `Scripts/fuzz --coverage`.
let fuzzed: [Target.Dependency] = [
    "JSON", "Moderation", "TextForms", "Links", "Patterns", "PostFormats", "RuleFiles", "Files", "Spool",
    "InstalledPlugins",
    "LanguagePlugin", "Daemon", "Tuning", logging,
]
let fuzzing: Target =
    Context.environment["MOONGATE_FUZZER"] == nil
    ? .testTarget(
        name: "FuzzingTests", dependencies: fuzzed, path: "Fuzzing", exclude: ["Fuzzer.swift"], swiftSettings: settings)
    : .executableTarget(
        name: "Fuzzer", dependencies: fuzzed, path: "Fuzzing", exclude: ["FuzzingTests.swift", "Mutator.swift"],
        swiftSettings: settings)

let package = Package(
    name: "moongate",
    products: [
        .executable(name: "moongate", targets: ["moongate"]),
        .library(name: "Moderation", targets: ["Moderation"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CVectorscan", pkgConfig: "libhs", providers: [.apt(["libvectorscan-dev"])]),
        .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CUnicodeTables", exclude: ["NOTICE.md"]),
        .target(
            name: "InstalledPlugins",
            dependencies: ["Moderation"] + plugins.map { .target(name: $0 + "Plugin") },
            path: "Plugins/Installed/Sources", swiftSettings: settings),
        .target(
            name: "InstalledCommands",
            dependencies: ["Commands"] + bringsCommands.map { .target(name: $0 + "Commands") },
            path: "Plugins/Installed/Commands", swiftSettings: settings),
        .executableTarget(
            name: "moongate",
            dependencies: [
                "Moderation", "JSON", "TextForms", "Patterns", "RuleFiles", "PostFormats", "Files", "Spool", "Tuning",
                "Daemon",
                "Reports", "Commands", "InstalledPlugins", "InstalledCommands", "CLinux", argumentParser, logging,
            ],
            swiftSettings: settings),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Moderation", "JSON", "Patterns", "PostFormats", "RuleFiles", "Files", "Spool", "InstalledPlugins",
                "moongate",
            ],
            swiftSettings: settings),
        .target(name: "CAllocations", path: "Tests/CAllocations"),
        .testTarget(
            name: "AllocationTests",
            dependencies: [
                "CAllocations", "Moderation", "PostFormats", "RuleFiles", "Files", "Spool", "TextPlugin", "FactsPlugin",
            ],
            swiftSettings: settings),
    ]
        + module("Files", ["CLinux"])
        + module("JSON", [])
        + module("Moderation", ["JSON", "TextForms"])
        + module("TextForms", ["CUnicodeTables"])
        + module("Links", ["Moderation", "TextForms", "CPSL"], tests: [yams])
        + module("Patterns", ["CPCRE2", "CVectorscan", "CLinux"])
        + module("PostFormats", ["Moderation", "JSON"])
        + module("RuleFiles", ["Moderation", "PostFormats", "JSON", yams], tests: ["InstalledPlugins"])
        + module("Spool", ["Moderation", "JSON", "Files", "CLinux", "CZstd"])
        + module(
            "Tuning", ["Moderation", "TextForms", "JSON", "PostFormats", "RuleFiles", "Files", "Spool", "CLinux"],
            tests: ["InstalledPlugins"])
        + module("Reports", ["Moderation", "JSON", "TextForms", "Tuning"], tests: [])
        + module(
            "Daemon",
            ["Moderation", "JSON", "PostFormats", "RuleFiles", "Files", "Spool", "Tuning", "CLinux", logging],
            tests: ["InstalledPlugins"])
        + module(
            "Commands",
            [
                "Moderation", "JSON", "RuleFiles", "Files", "Spool", "Daemon", "Reports", "InstalledPlugins", "CLinux",
                argumentParser, logging,
            ], tests: nil)
        + plugins.flatMap(plugin) + benchmarks + [fuzzing]
)
