import ArgumentParser
import Commands
import JSON
import Reports

struct ForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Erase a post, or all that is kept of an author.",
        discussion: """
            Removes filed posts with what lies beside them, files in failed/, copies in labelled/ and in the archive, and \
            what plugins remember or learned. The journal holds no text: of its lines about these posts the file's name is \
            overwritten, the rest (size, digest, rules) stays until --journal-days. Posts still in the inbox, and what \
            consumers took, are not reached. The daemon goes on with it when it is started again.

            Examples:
              moongate forget note-17.json --dry-run
              moongate forget note-17.json
              moongate forget --author 9d1c77

            Exit codes: 0 done; 1 nothing was found, or it was not started or ended early; 66 there is no spool; 69 the \
            daemon went away meanwhile and did not come back within a minute: it goes on when it is started; \
            74 reading or writing failed; 75 the spool is held by another process.
            """)

    @Argument(help: ArgumentHelp("The file name of a post, in all folders.", valueName: "name"))
    var post: String?

    @Option(help: "All posts with this author.id.")
    var author: String?

    @Flag(help: "Remove nothing; say what would be.")
    var dryRun = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var asked: AskedSpool

    func validate() throws {
        if (post == nil) == (author == nil) {
            throw ValidationError("say either a post's file name, or --author with its author's id")
        }
    }

    func run() throws {
        var members: [String: JSONValue] = ["command": "forget", "dry_run": .truth(dryRun)]
        if let post { members["post"] = .string(post) }
        if let author { members["author"] = .string(author) }
        let result = try JobWatch(asked).run(.object(members), showsProgress: !json)
        let count = result["count"]?.integer ?? 0
        let archived = result["archived"]?.integer ?? 0
        if json {
            Terminal.show(answer: result)
        } else {
            for place in result["removed"]?.array ?? [] { Terminal.show(SafeText.make(place.string ?? "")) }
            Terminal.show(
                "\(count) \(dryRun ? "would be" : "were") removed"
                    + (archived == 0 ? "" : ", and \(archived) of the archive")
                    + (author == nil || dryRun ? "" : ", and plugins have forgotten the author")
                    + "; in \(result["journal_lines"]?.integer ?? 0) lines of the journal, which hold no text, the name "
                    + (dryRun ? "would be overwritten" : "was overwritten")
            )
        }
        if count + archived + (result["journal_lines"]?.integer ?? 0) == 0 { throw ExitCode.problemsFound }
    }
}
