internal import ArgumentParser
internal import Commands
internal import Foundation
internal import JSON
internal import Reports

/// Gives labelled posts to a spool: to its daemon, which teaches its plugins in the background, or into `labelled/`, from
/// where they are taught at the daemon's next start.
struct SpoolLessons {
    let session: AskedSpool.Session
    /// Who labelled them.
    let by: String
    let showsProgress: Bool

    struct Counts {
        /// Said something new.
        var new = 0
        /// Had been given before, with the same label.
        var known = 0
    }

    /// Bytes of posts in a request; the rest is for its other members.
    private static let lengthLimit = AskedSpool.Session.lengthLimit - 4096

    /// Reads everything first: what cannot be used must not be found when half is given.
    func give(_ files: LabelledFiles) throws -> Counts {
        var total = 0
        try files.forEach { labelled in
            total += 1
            if Self.length(Self.request(labelled)) > Self.lengthLimit {
                try files.complain(
                    "\(labelled.place): larger than 1 MB, the limit of a request to the daemon"
                )
            }
        }
        var counts = Counts()
        var given = 0
        var chunk: [JSONValue] = []
        var length = 0
        var shownAt = Date()
        func send() throws {
            guard !chunk.isEmpty else { return }
            let answer = try session.ask(["command": "learn", "by": .string(by), "posts": .array(chunk)])
            given += chunk.count
            counts.new += answer["learned"]?.integer ?? 0
            counts.known += answer["known"]?.integer ?? 0
            (chunk, length) = ([], 0)
            if let problem = answer["problems"]?.array?.first {
                Terminal.warn(SafeText.make(problem["reason"]?.string ?? "a post was refused"))
                if !files.skipsBad {
                    Terminal.warn("\(counts.new) posts were learned before this; the rest was not sent")
                    throw ExitCode.problemsFound
                }
            }
            if showsProgress, Date().timeIntervalSince(shownAt) > 2 {
                shownAt = Date()
                Terminal.warn("\(given) of \(total) posts sent")
            }
        }
        var passing = files
        // Said already.
        passing.isQuiet = true
        try passing.forEach { labelled in
            let request = Self.request(labelled)
            let size = Self.length(request)
            guard size <= Self.lengthLimit else { return }
            if chunk.count == AskedSpool.Session.postLimit || length + size > Self.lengthLimit { try send() }
            chunk.append(request)
            length += size
        }
        try send()
        return counts
    }

    /// Has everything in `labelled/` learned again; false if the daemon will do so at its next start.
    func rebuild() throws -> Bool {
        _ = try session.ask(["command": "relearn"])
        return try wait()
    }

    /// Until plugins have learned what there is; false where the daemon is stopped and will at its next start.
    func wait() throws -> Bool {
        var shownAt = Date()
        while true {
            let answer = try session.ask(["command": "lessons"])
            guard answer["running"]?.truth == true else { return false }
            guard answer["lessons"]?["is_learning"]?.truth == true else { return true }
            if showsProgress, Date().timeIntervalSince(shownAt) > 2 {
                shownAt = Date()
                Terminal.warn("the daemon is learning (it continues if this command is interrupted)")
            }
            usleep(100_000)
        }
    }

    /// How many labelled posts the spool keeps.
    func labelled() throws -> Int { try session.ask(["command": "lessons"])["labelled"]?.integer ?? 0 }

    private static func request(_ labelled: LabelledPosts.Labelled) -> JSONValue {
        let text = JSONValue.string(String(decoding: labelled.bytes, as: UTF8.self))
        let label: JSONValue = labelled.isSpam ? "spam" : "ham"
        guard let name = labelled.name else { return ["label": label, "text": text] }
        return ["label": label, "post": text, "name": .string(name)]
    }

    private static func length(_ value: JSONValue) -> Int {
        var json = JSONWriter()
        value.write(to: &json)
        return json.bytes.count + 1
    }
}
