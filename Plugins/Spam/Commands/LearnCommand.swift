internal import ArgumentParser
internal import Commands
internal import Foundation
internal import JSON
internal import Moderation
internal import Reports
internal import SpamPlugin

struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learn from labelled posts what is spam and what is not.",
        discussion: """
            Each line of a .tsv file is a label (spam, or ham for posts that are fine), a tab and a text. Each line of a \
            .jsonl file is an object with "label" and "text", or "post" (a post as it would be dropped into the inbox). In \
            a folder, each file is a post.

            The posts go to the spool: its daemon keeps copies in labelled/ and learns from them in the background. While \
            it is stopped they are stored, and learned at its next start. The same post is learned once. --rebuild resets \
            the model and learns everything in labelled/ again.

            With --model, no daemon is needed: the model is that file, which is created if it is missing and extended if it \
            exists. A new model knows only your lessons; with --with-base it starts from the built-in model (English spam), \
            which your lessons gradually outweigh.

            Examples:
              moongate learn old-posts.tsv
              moongate learn --spam junk/ --ham good/ --by mira
              moongate learn --rebuild
              moongate learn old-posts.tsv --model spam.model
              moongate score "Win a free phone now" --model spam.model

            Exit codes: 0 learned; 1 the daemon refused posts, with the reason; 65 a line or a file cannot be used \
            (nothing was learned); 66 a file or the spool does not exist; 69 the daemon cannot be reached; 74 reading \
            or writing failed; 75 another process uses the spool.
            """)

    @Argument(help: "Files of labelled posts: .tsv or .jsonl.")
    var files: [String] = []

    @Option(help: "A folder of posts that are spam.")
    var spam: [String] = []

    @Option(help: "A folder of posts that are fine.")
    var ham: [String] = []

    @Flag(help: "Reset the model and learn everything in labelled/ again.")
    var rebuild = false

    @Option(help: "Who labelled the posts. Default: your user name.")
    var by: String = Defaults.userName

    @Option(help: "Write the model to this file, instead of teaching a spool.")
    var model: String?

    @Flag(help: "Start a new model from the built-in one.")
    var withBase = false

    @Flag(help: "Skip lines and files that cannot be used, with a warning.")
    var skipBad = false

    @Flag(help: "Print only problems.")
    var quiet = false

    @Flag(help: "Print the result as one JSON object.")
    var json = false

    @Option(help: .hidden)  // Scripts/train-spam-base
    var baseModel: String?

    @OptionGroup var asked: AskedSpool

    func validate() throws {
        if rebuild {
            guard files.isEmpty, spam.isEmpty, ham.isEmpty, model == nil else {
                throw ValidationError("--rebuild learns what the spool has: give it no files and no --model.")
            }
            return
        }
        if withBase, model == nil { throw ValidationError("--with-base is for a new --model; a daemon has it always.") }
        if files.isEmpty && spam.isEmpty && ham.isEmpty {
            throw ValidationError("Give a file of labelled posts, or --spam FOLDER and --ham FOLDER.")
        }
    }

    private var labelledFiles: LabelledFiles {
        LabelledFiles(files: files, spam: spam, ham: ham, skipsBad: skipBad)
    }

    func run() throws {
        if baseModel != nil || model != nil { try learn(into: model ?? "") } else { try teachSpool() }
    }

    // MARK: A spool

    private func teachSpool() throws {
        let lessons = SpoolLessons(session: try asked.session(), by: by, showsProgress: !quiet && !json)
        let counts = rebuild ? nil : try lessons.give(labelledFiles)
        let isLearned = rebuild ? try lessons.rebuild() : try lessons.wait()
        let labelled = try lessons.labelled()
        if json {
            var json = JSONWriter()
            json.object { json in
                if let counts {
                    json.member("posts", counts.new + counts.known)
                    json.member("new", counts.new)
                    json.member("known", counts.known)
                }
                json.member("labelled", labelled)
                json.member("learned", isLearned)
            }
            return Terminal.show(json: json.text)
        }
        if quiet { return }
        let read = counts.map {
            "\($0.new + $0.known) posts read: \($0.new) new, \($0.known) known already; "
        }
        Terminal.show(
            (read ?? "") + "\(labelled) labelled posts are kept, "
                + (isLearned ? "and the daemon has learned them" : "and the daemon learns them at its next start"))
    }

    // MARK: A file

    private func learn(into model: String) throws {
        let file = SpamModelFile(path: model)
        if withBase, file.isThere {
            Terminal.warn("\(model) exists and keeps its base: --with-base is for a new model")
        }
        let scorer =
            baseModel == nil
            ? try file.open(usesBase: withBase, isMade: true) : SpamPlugin.memoryForBase()
        var count = 0
        try labelledFiles.forEach { teach($0, scorer, &count) }
        scorer.settle()
        if let baseModel {
            try SpamModelFile(path: baseModel).save(scorer.packed())
        } else if let bytes = scorer.snapshot(beside: [])?.head {
            try file.save(bytes)
        }
        let notices = scorer.takeNotices()
        for notice in notices.prefix(10) where !quiet { Terminal.warn(notice) }
        if notices.count > 10, !quiet { Terminal.warn("and \(notices.count - 10) more like these") }
        let (fine, spam) = scorer.lessons
        if json {
            var json = JSONWriter()
            json.object { json in
                json.member("posts", count)
                json.member("spam", spam)
                json.member("ham", fine)
                json.member("model", model)
            }
            Terminal.show(json: json.text)
        } else if !quiet {
            Terminal.show("\(count) posts read; \(model) knows \(spam) lessons of spam and \(fine) of what is fine")
        }
    }

    private func teach(_ labelled: LabelledPosts.Labelled, _ scorer: SpamMemory, _ count: inout Int) {
        let now = Defaults.now
        var hash = FNV1a()
        hash.add(labelled.bytes)
        scorer.learn(
            Lesson(
                ExaminedPost(labelled.post, receivedAt: now),
                Decision(labelled.isSpam ? .reject : .approve, by: "learn", at: now), id: String(hash.value, radix: 16))
        )
        count += 1
        if !quiet, count % 5000 == 0 { Terminal.warn("\(count) posts ...") }
    }
}
