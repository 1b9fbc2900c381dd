internal import Moderation

/// The files of a rule folder, read but not compiled.
struct ParsedFolder: Sendable {
    private(set) var sources: [RuleSource] = []
    private(set) var bases: [RuleSource] = []
    private(set) var policy = Policy()
    private(set) var settings = SpoolSettings()
    private(set) var problems: [RuleProblem] = []
    let lists: WordLists
    /// By path, for the folder's successor.
    private var read: [String: ReadFile] = [:]

    private struct ReadFile: Sendable {
        let bytes: [UInt8]
        let rules: RuleReader
    }

    /// Files that are as they were in `earlier` are not read again.
    init(_ folder: RuleFolder, plugins: [String], given earlier: ParsedFolder? = nil) {
        lists = WordLists(folder.files.filter(\.isList))
        for file in folder.files {
            if file.isRules {
                let known = earlier?.read[file.path].flatMap { $0.bytes == file.bytes ? $0.rules : nil }
                let reader = known ?? RuleReader(file)
                read[file.path] = ReadFile(bytes: file.bytes, rules: reader)
                sources += reader.rules
                bases += reader.bases
                problems += reader.problems
            } else if file.path == RuleFolder.policyFile {
                do throws(RuleProblems) {
                    policy = try PolicyReader.read(file, plugins: plugins)
                    settings = try SpoolSettingsReader.read(file)
                } catch {
                    problems += error.problems
                }
            }
        }
    }
}
