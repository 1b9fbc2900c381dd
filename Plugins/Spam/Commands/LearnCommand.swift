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
        abstract: "Learn what is spam and what is not from labelled posts.",
        discussion: """
            A .tsv file holds a label (spam or ham: what is fine), a tab and a text on each line; a .jsonl file an object \
            with "label" and "text", or "post" (a post as it would be dropped into the inbox). A folder holds a post in \
            each file.

            The posts go to the spool: its daemon keeps them in labelled/ and learns them beside the posts that come in; \
            while it is stopped they are kept, and learned at its next start. The same post teaches once. --rebuild lets \
            the daemon forget everything and learn what labelled/ holds.

            With --model nothing is asked of a daemon: what was learned is written into that file, which is made where it \
            is missing and goes on learning where it is there. A new one knows nothing but your lessons; with --with-base it \
            begins with what is built into the program (English spam), which your lessons outweigh as they come.

            Examples:
              moongate learn old-posts.tsv
              moongate learn --spam junk/ --ham good/ --by mira
              moongate learn --rebuild
              moongate learn old-posts.tsv --model spam.model
              moongate score "Win a free phone now" --model spam.model

            Exit codes: 0 learned; 1 the daemon refused posts, with the reason; 65 a line or a file cannot be used \
            (nothing was learned); 66 a file or the spool is not there; 69 the daemon cannot be asked; 74 reading or \
            writing failed; 75 the spool is held by another process.
            """)

    @Argument(help: "Files of labelled posts: .tsv or .jsonl.")
    var files: [String] = []

    @Option(help: "A folder of posts that are spam.")
    var spam: [String] = []

    @Option(help: "A folder of posts that are fine.")
    var ham: [String] = []

    @Flag(help: "Let the daemon learn everything in labelled/ anew.")
    var rebuild = false

    @Option(help: "Who labelled the posts. Your user name unless said otherwise.")
    var by: String = Defaults.userName

    @Option(help: "A file that holds what was learned, instead of a spool.")
    var model: String?

    @Flag(help: "A new model begins with what is built into the program.")
    var withBase = false

    @Flag(help: "Pass over what cannot be used, and say so.")
    var skipBad = false

    @Flag(help: "Say nothing but problems.")
    var quiet = false

    @Flag(help: "Print what was learned as one JSON object.")
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
            Terminal.warn("\(model) is there already and goes on as it began: --with-base is for a new one")
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
