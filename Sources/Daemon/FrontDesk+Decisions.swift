internal import JSON
internal import Moderation
internal import PostFormats
internal import Spool

extension FrontDesk {
    /// `{"command": "decide", "decision": "approve", "by": "mira", "posts": ["flagged/NAME", ...]}`: for each post where it
    /// lies now, or why not.
    func decide(_ request: JSONValue, _ json: inout JSONWriter) {
        guard let word = request["decision"]?.string.flatMap({ Decision.Word(rawValue: $0) }) else {
            return json.member("error", "a decision is approve, uphold or reject")
        }
        guard let by = Self.person(request) else {
            return json.member("error", "say who decides, in at most 64 bytes on one line: \"by\"")
        }
        let posts = (request["posts"]?.array ?? []).compactMap(\.string)
        guard !posts.isEmpty, posts.count <= Self.postLimit else {
            return json.member("error", "a request names 1 to \(Self.postLimit) posts")
        }
        let decision = Decision(word, by: by, at: .fromSystemClock())
        var refusals: [String: String] = [:]
        var ordered: [String] = []
        var results: [Refiling.Result] = []
        do throws(SpoolProblem) {
            results = try carryOut { () throws(SpoolProblem) in
                var orders: [Refiling.Order] = []
                for post in posts where refusals[post] == nil && !ordered.contains(post) {
                    switch try order(post, decision) {
                    case .success(let order):
                        orders.append(order)
                        ordered.append(post)
                    case .failure(let refusal): refusals[post] = refusal.reason
                    }
                }
                return orders
            }
        } catch {
            return json.member("error", error.description)
        }
        teacher?.look()
        json.member("results") { json in
            json.array { json in
                for (post, result) in zip(ordered, results) {
                    json.element { json in
                        json.object { json in
                            json.member("post", post)
                            switch result {
                            case .filed(let place): json.member("to", place.description)
                            case .gone: json.member("error", "somebody took it away in between")
                            case .failed(let problem):
                                json.member("error", "it is in the journal, and is done when it can be: \(problem)")
                            }
                        }
                    }
                }
                for (post, reason) in refusals.sorted(by: { $0.key < $1.key }) {
                    json.element { json in
                        json.object { json in
                            json.member("post", post)
                            json.member("error", reason)
                        }
                    }
                }
            }
        }
    }

    struct Refusal: Error { let reason: String }

    private func order(_ path: String, _ decision: Decision) throws(SpoolProblem) -> Result<Refiling.Order, Refusal> {
        guard let place = FiledPlace(path) else {
            return .failure(
                Refusal(
                    reason: path.hasPrefix("failed/")
                        ? "it could not be read as a post: mend it and drop it into the inbox again"
                        : "it is no filed post: those lie in approved/, flagged/ and rejected/"))
        }
        guard let copy = try place.read(in: spool) else { return .failure(Refusal(reason: "there is no such post")) }
        guard (try? PostReader.read(copy.bytes, name: place.name)) != nil else {
            return .failure(Refusal(reason: "it is no post: it was not filed by Moongate"))
        }
        if decision.word == .uphold, place.outcome == .approved {
            return .failure(Refusal(reason: "it is approved, so there is no flag to uphold; write reject"))
        }
        let outcome = Refiling.outcome(of: decision.word, from: place.outcome)
        if outcome == place.outcome, let digest = copy.identity.digest, let known = try refiling.labelled.entry(digest),
            known.decision.word == decision.word
        {
            return .failure(
                Refusal(
                    reason: "already decided: \(known.decision.word.rawValue) by \(known.decision.by) at "
                        + known.decision.at.rfc3339))
        }
        return .success(try refiling.order(copy, decision, number: numbers.next()))
    }

    /// `{"command": "learn", "by": "mira", "posts": [{"label": "spam", "text": "..."}, {"label": "ham", "post": "{...}"}]}`:
    /// keeps each in `labelled/`, from where it is learned. A `text` is a post's body alone, a `post` the contents of a file
    /// as it would be dropped.
    func learn(_ request: JSONValue, _ json: inout JSONWriter) {
        guard let by = Self.person(request) else {
            return json.member("error", "say who labelled them, in at most 64 bytes on one line: \"by\"")
        }
        var learned = 0
        var problems: [(place: Int, reason: String)] = []
        let now = Instant.fromSystemClock()
        for (place, post) in (request["posts"]?.array ?? []).enumerated() {
            let words: [String: Decision.Word] = ["spam": .reject, "ham": .approve]
            guard let word = post["label"]?.string.flatMap({ words[$0] }) else {
                problems.append((place, "a label is spam or ham"))
                continue
            }
            guard let text = post["post"]?.string ?? post["text"]?.string, !text.isEmpty else {
                problems.append((place, "there is no text"))
                continue
            }
            do {
                try keep(text, isText: post["post"] == nil, post["channel"]?.string, Decision(word, by: by, at: now))
                learned += 1
            } catch {
                problems.append((place, "\(error)"))
            }
        }
        if learned > 0 {
            do throws(SpoolProblem) {
                try refiling.note(
                    JournalRecord(sequence: numbers.next(), kind: "learned") { json in
                        json.member("posts", learned)
                        json.member("by", by)
                        json.member("decided_at", now.rfc3339)
                    })
            } catch {
                problems.append((0, "\(error)"))
            }
        }
        teacher?.look()
        json.member("learned", learned)
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

    private func keep(_ text: String, isText: Bool, _ channel: String?, _ decision: Decision) throws {
        var bytes = Array(text.utf8)
        if isText {
            // As JSON: a text may begin like one, and is none.
            var json = JSONWriter()
            json.object { $0.member("body", text) }
            bytes = json.bytes
        }
        let name = isText ? "labelled.json" : "labelled"
        _ = try PostReader.read(bytes, name: name, channel: channel)
        let digest = FiledCopy.digest(of: bytes)
        let before = try refiling.labelled.entry(digest)
        if before?.decision.word.isAgainst == decision.word.isAgainst { return }
        try refiling.labelled.keep(
            bytes,
            Labelled.Entry(
                digest: digest, decision: decision, number: numbers.next(), name: name, channel: channel,
                receivedAt: decision.at, isReversal: before != nil))
    }
}
