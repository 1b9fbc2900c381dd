import ArgumentParser
import Foundation

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
        // As editors on Windows write it.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        let isJSON = path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson")
        var number = 0
        for piece in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            let line = Array(piece.last == 0x0D ? piece.dropLast() : piece)
            if line.isEmpty { continue }
            let labelled: LabelledPosts.Labelled
            do throws(LabelledPosts.Problem) {
                labelled = try LabelledPosts.read(line, isJSON: isJSON)
            } catch {
                try complain("\(path):\(number): \(error)")
                continue
            }
            try body(labelled)
        }
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
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            let bytes = try contents(file)
            let labelled: LabelledPosts.Labelled
            do throws(LabelledPosts.Problem) {
                labelled = try LabelledPosts.file(bytes, name: name, isSpam: isSpam)
            } catch {
                try complain("\(file): \(error)")
                continue
            }
            try body(labelled)
        }
    }

    /// Says what cannot be used; ends the command unless such is passed over.
    func complain(_ text: String) throws {
        if isQuiet { return }
        Terminal.warn(SafeText.make(text))
        if !skipsBad {
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
