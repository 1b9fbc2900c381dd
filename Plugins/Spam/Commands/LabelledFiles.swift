internal import ArgumentParser
internal import Commands
internal import Foundation
internal import Reports

/// The labelled posts of some files and folders, read one by one; what cannot be used is said, with its place.
struct LabelledFiles {
    var files: [String] = []
    var spam: [String] = []
    var ham: [String] = []
    /// Whether what cannot be used is passed over, rather than ending the command.
    var skipsBad = false
    /// Whether that is passed over without a word.
    var isQuiet = false

    func forEach(_ body: (LabelledPosts.Labelled) throws -> Void) throws {
        for path in files { try read(file: path, body) }
        for path in spam { try read(folder: path, isSpam: true, body) }
        for path in ham { try read(folder: path, isSpam: false, body) }
    }

    private func read(file path: String, _ body: (LabelledPosts.Labelled) throws -> Void) throws {
        var bytes = try contents(path)[...]
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            return try complain("\(path): the file is UTF-16; save it as UTF-8")
        }
        // As editors on Windows write it.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        let isJSON = path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson")
        var number = 0
        var count = 0
        for piece in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let line = Array(piece.last == 0x0D ? piece.dropLast() : piece)
            if line.isEmpty { continue }
            var labelled: LabelledPosts.Labelled
            count += 1
            do throws(LabelledPosts.Problem) {
                labelled = try LabelledPosts.read(line, isJSON: isJSON)
            } catch {
                try complain("\(path):\(number): \(error)")
                continue
            }
            labelled.place = "\(path):\(number)"
            try body(labelled)
        }
        if count == 0, !isQuiet { Terminal.warn("\(path): it has no labelled posts") }
    }

    private func read(
        folder path: String, isSpam: Bool, _ body: (LabelledPosts.Labelled) throws -> Void
    ) throws {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            Terminal.warn("\(path): there is no such folder")
            throw ExitCode.noInput
        }
        for name in names.sorted() where !name.hasPrefix(".") && !name.hasSuffix(".verdict.json") {
            let file = path + "/" + name
            guard Self.kind(of: file) == S_IFREG else { continue }
            let bytes = try contents(file)
            var labelled: LabelledPosts.Labelled
            do throws(LabelledPosts.Problem) {
                labelled = try LabelledPosts.file(bytes, name: name, isSpam: isSpam)
            } catch {
                try complain("\(file): \(error)")
                continue
            }
            labelled.place = file
            try body(labelled)
        }
    }

    /// Says what cannot be used; ends the command unless such is passed over.
    func complain(_ text: String) throws {
        if isQuiet { return }
        Terminal.warn(SafeText.make(text))
        if !skipsBad {
            Terminal.warn("nothing was learned; fix it, or skip such posts with --skip-bad")
            throw ExitCode.wrongData
        }
    }

    private func contents(_ path: String) throws -> [UInt8] {
        switch Self.kind(of: path) {
        case S_IFREG: break
        case nil:
            Terminal.warn("\(path): there is no such file")
            throw ExitCode.noInput
        case S_IFDIR:
            Terminal.warn("\(path): is a folder; give it with --spam or --ham")
            throw ExitCode.noInput
        default:
            // It is read twice, which a pipe cannot be.
            Terminal.warn("\(path): is not a regular file; write it to one first")
            throw ExitCode.noInput
        }
        do {
            return Array(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
        } catch {
            Terminal.warn("\(path): cannot be read: \(error.localizedDescription)")
            throw ExitCode.inputOutput
        }
    }

    /// What a path leads to; nil where that is nothing.
    private static func kind(of path: String) -> mode_t? {
        var facts = stat()
        return stat(path, &facts) == 0 ? facts.st_mode & S_IFMT : nil
    }
}
