import ArgumentParser
import Commands
internal import Files
import Glibc
import InstalledPlugins
import JSON
import Moderation
import Reports
import Spool

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Create a spool and rules for a community.",
        discussion: """
            Creates FOLDER/rules, a copy of the rules that come with Moongate with thresholds for the kind of community, \
            and FOLDER/spool. On a terminal it asks for missing options. Nothing is overwritten: if there are rules \
            already, it stops. The rules pass `moongate check`.

            Examples:
              moongate init my-community
              moongate init my-community --yes --languages en,zh --kind marketplace
              moongate init --rules /srv/rules --spool /srv/spool

            Exit codes: 0 created; 64 usage error, such as an unknown language; 66 the rules that come with Moongate are \
            missing; 73 there are rules already; 74 the folders cannot be written.
            """)

    @Argument(help: "Where the two folders are created.")
    var folder = "."

    @Option(help: "The spool. Default: FOLDER/spool.")
    var spool: String?

    @Option(help: "The rule folder. Default: FOLDER/rules.")
    var rules: String?

    @Option(help: "The languages that people write in, such as en,zh. It improves language detection in short posts.")
    var languages: String?

    @Option(
        help: """
            general (default): discussion, with a stricter channel `market`; marketplace: people buy and sell, a strong \
            hint is enough everywhere; busy: many posts and few moderators, only near certainties are flagged.
            """)
    var kind: CommunityKind?

    @Flag(help: "Do not ask; use defaults for missing options.")
    var yes = false

    @Flag(help: "Print one JSON object, and do not ask.")
    var json = false

    @Option(help: "Colours: auto, always or never.")
    var color = Terminal.Color.auto

    func validate() throws {
        if !yes, !json, isatty(STDIN_FILENO) != 1 {
            throw ValidationError(
                "there is no terminal to ask on; give --yes, and --languages and --kind as needed")
        }
    }

    func run() throws {
        let asks = !yes && !json
        let terminal = Terminal(color)
        let rulesPath = rules ?? Self.path("rules", in: folder)
        let spoolPath = spool ?? Self.path("spool", in: folder)
        do throws(InitProblem) {
            guard let source = ShippedRules.folder else {
                throw InitProblem(
                    "the rules that come with Moongate are not beside the program (../share/moongate/rules) and not here "
                        + "(./Rules); install the package, or give this command in a checkout",
                    .noInput)
            }
            // Before anything is asked.
            let place = try RulesPlace(rulesPath)
            let known = InstalledPlugins.all.flatMap { ($0 as? any DetectsLanguages)?.detectable ?? [] }
            let kind = try chosenKind(asking: asks)
            let tags = try CommunityPolicy.languages(try saidLanguages(asking: asks), known: known)
            if folder != ".", mkdir(folder, 0o755) < 0, errno != EEXIST {
                throw InitProblem(making: folder, errno: errno)
            }
            let count = try place.fill(from: source, policy: CommunityPolicy(kind: kind, languages: tags))
            do throws(SpoolProblem) {
                _ = try SpoolFolder(path: spoolPath)
            } catch {
                throw InitProblem("\(error)", .inputOutput)
            }
            show(rulesPath, spoolPath, kind, tags, count, terminal)
        } catch {
            Terminal.warn(SafeText.make(error.description))
            throw error.code
        }
    }

    private func chosenKind(asking asks: Bool) throws(InitProblem) -> CommunityKind {
        if let kind { return kind }
        return asks ? try Questions.kind() : .general
    }

    private func saidLanguages(asking asks: Bool) throws(InitProblem) -> String {
        if let languages { return languages }
        return asks ? try Questions.languages() : ""
    }

    private static func path(_ name: String, in folder: String) -> String {
        folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private func show(
        _ rules: String, _ spool: String, _ kind: CommunityKind, _ languages: [String], _ count: Int,
        _ terminal: Terminal
    ) {
        guard json else {
            let (rules, spool) = (SafeText.make(rules), SafeText.make(spool))
            return Terminal.show(
                """
                \(terminal.paint("✓", .green)) \(rules): \(count) rules, thresholds in \(rules)/moongate.yaml
                \(terminal.paint("✓", .green)) \(spool): posts are dropped into \(spool)/inbox

                Next:
                \(next(spool, rules))
                """)
        }
        var writer = JSONWriter()
        writer.object { json in
            json.member("rules", rules)
            json.member("spool", spool)
            json.member("kind", kind.rawValue)
            json.member("languages") { $0.array { json in languages.forEach { json.element($0) } } }
            json.member("count", count)
        }
        Terminal.show(json: writer.text)
    }

    /// What to type now. In a folder that holds both, the commands find them by themselves.
    private func next(_ spool: String, _ rules: String) -> String {
        let isTogether = self.spool == nil && self.rules == nil
        let flags = isTogether ? "" : " --spool \(spool) --rules \(rules)"
        let here = isTogether ? "spool" : spool
        var lines = isTogether && folder != "." ? ["cd \(SafeText.make(folder))"] : []
        lines += [
            "moongate run --verdicts\(flags)",
            "echo 'earn daily, add my wechat: abcd12345' > \(here)/.post && mv \(here)/.post \(here)/inbox/first.txt",
            "moongate doctor\(flags)",
        ]
        return lines.map { "  " + $0 }.joined(separator: "\n")
    }
}
