import ArgumentParser
import Foundation
import InstalledPlugins
import JSON
import Moderation

struct LearnCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learn",
        abstract: "Learn what is spam and what is not from labelled posts.",
        discussion: """
            A .tsv file holds a label (spam or ham: what is fine), a tab and a text on each line; a .jsonl file an object \
            with "label" and "text", or "post" (a post as it would be dropped into the inbox). A folder holds a post in \
            each file.

            What was learned is written into the file of --model, which is made where it is missing and goes on \
            learning where it is there. A new one knows nothing; with --with-base it begins with what is built into the \
            program, which your lessons outweigh as they come.

            Examples:
              moongate learn old-posts.tsv --model spam.model
              moongate learn --spam junk/ --ham good/ --model spam.model
              moongate score "Win a free phone now" --model spam.model

            Exit codes: 0 learned; 65 a line or a file cannot be used (nothing was written); 66 a file is not there; 74 \
            reading or writing failed.
            """)

    @Argument(help: "Files of labelled posts: .tsv or .jsonl.")
    var files: [String] = []

    @Option(help: "A folder of posts that are spam.")
    var spam: [String] = []

    @Option(help: "A folder of posts that are fine.")
    var ham: [String] = []

    @Option(help: "The file that holds what was learned.")
    var model: String

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

    func validate() throws {
        if files.isEmpty && spam.isEmpty && ham.isEmpty {
            throw ValidationError("Give a file of labelled posts, or --spam FOLDER and --ham FOLDER.")
        }
    }

    func run() throws {
        let file = SpamModelFile(path: model)
        let scorer =
            baseModel == nil
            ? try file.open(usesBase: withBase, isMade: true) : InstalledPlugins.makeSpamBase()
        var count = 0
        for path in files { try learn(file: path, scorer, &count) }
        for path in spam { try learn(folder: path, isSpam: true, scorer, &count) }
        for path in ham { try learn(folder: path, isSpam: false, scorer, &count) }
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

    private func learn(file path: String, _ scorer: any SpamScorer, _ count: inout Int) throws {
        let bytes = try contents(path)
        let isJSON = path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson")
        var number = 0
        for piece in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let line = Array(piece.last == 0x0D ? piece.dropLast() : piece)
            if line.isEmpty { continue }
            do throws(LabelledPosts.Problem) {
                teach(try LabelledPosts.read(line, isJSON: isJSON), scorer, &count)
            } catch {
                try complain("\(path):\(number): \(error)")
            }
        }
    }

    private func learn(folder path: String, isSpam: Bool, _ scorer: any SpamScorer, _ count: inout Int) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            Terminal.warn("\(path): there is no such folder")
            throw ExitCode.noInput
        }
        for name in names.sorted() where !name.hasPrefix(".") && !name.hasSuffix(".verdict.json") {
            let file = path + "/" + name
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            let bytes = try contents(file)
            do throws(LabelledPosts.Problem) {
                teach(try LabelledPosts.file(bytes, name: name, isSpam: isSpam), scorer, &count)
            } catch {
                try complain("\(file): \(error)")
            }
        }
    }

    private func teach(_ labelled: LabelledPosts.Labelled, _ scorer: any SpamScorer, _ count: inout Int) {
        let now = Instant.now
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in labelled.bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        scorer.learn(
            Lesson(
                ExaminedPost(labelled.post, receivedAt: now),
                Decision(labelled.isSpam ? .reject : .approve, by: "learn", at: now), id: String(digest, radix: 16)))
        count += 1
        if !quiet, count % 5000 == 0 { Terminal.warn("\(count) posts ...") }
    }

    private func complain(_ text: String) throws {
        Terminal.warn(text)
        if !skipBad {
            Terminal.warn("nothing was learned; correct it, or pass over such with --skip-bad")
            throw ExitCode.wrongData
        }
    }

    private func contents(_ path: String) throws -> [UInt8] {
        guard FileManager.default.fileExists(atPath: path) else {
            Terminal.warn("\(path): there is no such file")
            throw ExitCode.noInput
        }
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
        } catch {
            Terminal.warn("\(path): cannot be read: \(error.localizedDescription)")
            throw ExitCode.inputOutput
        }
    }
}
