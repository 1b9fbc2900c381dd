internal import Moderation

/// The files of a rule folder, read but not compiled.
struct ParsedFolder {
    private(set) var sources: [RuleSource] = []
    private(set) var bases: [RuleSource] = []
    private(set) var policy = Policy()
    private(set) var settings = SpoolSettings()
    private(set) var problems: [RuleProblem] = []
    let lists: WordLists

    init(_ folder: RuleFolder, plugins: [String]) {
        lists = WordLists(folder.files.filter(\.isList))
        for file in folder.files {
            if file.isRules {
                let reader = RuleReader(file)
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
