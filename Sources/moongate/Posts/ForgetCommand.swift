import ArgumentParser
import Commands
import JSON
import Reports

struct ForgetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Erase a post, or everything that is kept about an author.",
        discussion: """
            Removes filed posts and their sidecars, files in failed/, copies in labelled/ and in the archive, and what \
            plugins remember or learned. The journal holds no text: its lines about these posts lose the file name, the \
            rest (size, digest, rules) stays until --journal-days. Posts that are still in the inbox, and posts that \
            consumers took, are not reached. A daemon that is restarted resumes the work.

            Examples:
              moongate forget note-17.json --dry-run
              moongate forget note-17.json
              moongate forget --author 9d1c77

            Exit codes: 0 done; 1 nothing was found, or the job was not started or ended early; 66 there is no spool; 69 the \
            daemon exited meanwhile and did not come back within a minute: it resumes when it is started; \
            74 reading or writing failed; 75 another process uses the spool.
            """)

    @Argument(help: ArgumentHelp("The file name of a post. It is looked for in all folders.", valueName: "name"))
    var post: String?

    @Option(help: "All posts with this author.id.")
    var author: String?

    @Flag(help: "Remove nothing; show what would be removed.")
    var dryRun = false

    @Flag(help: "Print one JSON object.")
    var json = false

    @OptionGroup var asked: AskedSpool

    func validate() throws {
        if (post == nil) == (author == nil) {
            throw ValidationError("give either a post's file name, or --author with the author's id")
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
