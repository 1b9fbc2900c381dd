internal import Files
internal import JSON
internal import Moderation
internal import PostFormats
internal import Spool

/// Labelled posts in bulk. They are kept in `labelled/`, from where the plugins that learn are taught.
extension FrontDesk {
    /// `{"command": "learn", "by": "mira", "posts": [{"label": "spam", "text": "..."}, {"label": "ham", "post": "{...}"}]}`.
    /// A `text` is a post's body alone, a `post` the contents of a file as it would be dropped. `learned` counts those that
    /// say something new, `known` those that were given before.
    func learn(_ request: JSONValue, _ caller: Caller, _ json: inout JSONWriter) {
        guard let by = Self.person(request) else {
            return json.member("error", "name who labelled them, in at most 64 bytes on one line: \"by\"")
        }
        var problems: [(place: Int, reason: String)] = []
        var counts = (learned: 0, known: 0)
        let now = Instant.fromSystemClock()
        var kept: [Labelled.Entry] = []
        inTurn {
            var lessons: [GivenLesson] = []
            var given: [String: Bool] = [:]
            for (place, post) in (request["posts"]?.array ?? []).enumerated() {
                do throws(GivenLesson.Problem) {
                    let lesson = try GivenLesson(post, place: place)
                    let before = given.updateValue(lesson.word.isAgainst, forKey: lesson.digest)
                    if before == lesson.word.isAgainst { counts.known += 1 } else { lessons.append(lesson) }
                } catch {
                    problems.append((place, error.reason))
                }
            }
            do throws(SpoolProblem) {
                let known: Int
                (kept, known) = try keep(lessons, by: by, caller, at: now) { problems.append(($0, $1)) }
                counts.learned += kept.count
                counts.known += known
            } catch {
                problems.append((0, "\(error)"))
            }
        }
        teacher?.look(at: kept)
        json.member("learned", counts.learned)
        json.member("known", counts.known)
        json.member("problems") { json in
            json.array { json in
                for problem in problems.prefix(100) {
                    json.element { json in
                        json.object { json in
                            json.member("place", problem.place)
                            json.member("reason", problem.reason)
                        }
                    }
                }
            }
        }
    }

    /// The journal's line first, with a number above those of the copies: after a kill no number is given twice, and who
    /// gives the posts again teaches those that are missing.
    private func keep(
        _ lessons: [GivenLesson], by: String, _ caller: Caller, at now: Instant, _ complain: (Int, String) -> Void
    ) throws(SpoolProblem) -> (kept: [Labelled.Entry], known: Int) {
        var fresh: [(lesson: GivenLesson, entry: Labelled.Entry)] = []
        for lesson in lessons {
            let before = try refiling.labelled.entry(lesson.digest)
            if let before, before.decision.word.isAgainst == lesson.word.isAgainst { continue }
            let entry = Labelled.Entry(
                digest: lesson.digest, decision: Decision(lesson.word, by: by, at: now), number: numbers.next(),
                name: lesson.name, channel: lesson.channel, receivedAt: now, isReversal: before != nil)
            fresh.append((lesson, entry))
        }
        let known = lessons.count - fresh.count
        guard !fresh.isEmpty else { return ([], known) }
        try refiling.note(
            .learned(posts: fresh.count, by: by, user: caller.user, at: now, number: numbers.next()))
        var kept: [Labelled.Entry] = []
        for (lesson, entry) in fresh {
            do throws(SpoolProblem) {
                try refiling.labelled.keep(lesson.bytes, entry)
                kept.append(entry)
            } catch {
                complain(lesson.place, "\(error)")
            }
        }
        return (kept, known)
    }

    /// `{"command": "relearn"}`: everything in `labelled/` is learned again, at the next start if the daemon is stopped.
    func relearn(_ json: inout JSONWriter) {
        if let teacher {
            teacher.relearn()
        } else {
            do throws(SpoolProblem) {
                try LessonsLearned.write(LessonsLearned(spool).number, mustRelearn: true, spool)
            } catch {
                return json.member("error", "it could not be saved for the next start: \(error)")
            }
        }
        lessons(&json)
    }

    /// `{"command": "lessons"}`: what `labelled/` holds, and whether that is learned.
    func lessons(_ json: inout JSONWriter) {
        json.member("ok", true)
        json.member("running", teacher != nil)
        if let count = try? refiling.labelled.count() { json.member("labelled", count) }
        writeStatus(&json)
    }

    func writeStatus(_ json: inout JSONWriter) {
        guard let state = teacher?.current else { return }
        json.member("lessons") { json in
            json.object { json in
                json.member("learned", state.lessons)
                json.member("relearned", state.relearned)
                json.member("is_learning", state.isLearning)
            }
        }
    }
}

/// A labelled post as a request gives it.
struct GivenLesson {
    let place: Int
    let word: Decision.Word
    let bytes: [UInt8]
    let digest: String
    /// By which its format is told.
    let name: String
    let channel: String?

    struct Problem: Error { let reason: String }

    init(_ given: JSONValue, place: Int) throws(Problem) {
        let words: [String: Decision.Word] = ["spam": .reject, "ham": .approve]
        guard let word = given["label"]?.string.flatMap({ words[$0] }) else {
            throw Problem(reason: "a label is spam or ham")
        }
        guard let text = given["post"]?.string ?? given["text"]?.string, !text.isEmpty else {
            throw Problem(reason: "there is no text")
        }
        let isText = given["post"] == nil
        if isText {
            // As JSON: a text may begin like one, and is none.
            var json = JSONWriter()
            json.object { $0.member("body", text) }
            bytes = json.bytes
        } else {
            bytes = Array(text.utf8)
        }
        name = isText ? "labelled.json" : given["name"]?.string ?? "labelled"
        channel = given["channel"]?.string
        self.place = place
        self.word = word
        digest = FileDigest.of(bytes)
        do throws(PostProblem) {
            _ = try PostReader.read(bytes, name: name, channel: channel)
        } catch {
            throw Problem(reason: "\(error)")
        }
    }
}
