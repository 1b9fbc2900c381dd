import ArgumentParser
import Commands
import InstalledPlugins
import JSON
import Reports
import RuleFiles

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of rule files or of moongate.yaml, for completion and checks in editors.",
        discussion: """
            In VS Code with the YAML extension, for example:
              "yaml.schemas": {"./rules.schema.json": "rules/*.yaml"}

            Examples:
              moongate schema rules > rules.schema.json
              moongate schema policy > policy.schema.json

            Exit codes: 0 printed; 64 there is no such schema.
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case rules, policy
    }

    @Argument(help: "rules: for rule files; policy: for moongate.yaml.")
    var kind: Kind

    func run() throws {
        var json = JSONWriter()
        (kind == .rules ? RuleSchema.rules(InstalledPlugins.all) : RuleSchema.policy).write(to: &json)
        Terminal.show(json: json.text)
    }
}
