internal import Files
internal import JSON
internal import Moderation
internal import PostFormats
internal import Spool

extension FrontDesk {
    /// `{"command": "decide", "decision": "approve", "by": "mira", "posts": ["flagged/NAME", ...]}`: for each post where it
    /// lies now, or why not.
    func decide(_ request: JSONValue, _ caller: Caller, _ json: inout JSONWriter) {
        guard let word = request["decision"]?.string.flatMap({ Decision.Word(rawValue: $0) }) else {
            return json.member("error", "a decision is approve, uphold or reject")
        }
        guard let by = Self.person(request) else {
            return json.member("error", "name who decides, in at most 64 bytes on one line: \"by\"")
        }
        let posts = (request["posts"]?.array ?? []).compactMap(\.string)
        guard !posts.isEmpty, posts.count <= Self.postLimit else {
            return json.member("error", "a request names 1 to \(Self.postLimit) posts")
        }
        let decision = Decision(word, by: by, user: caller.user, at: .fromSystemClock())
        var refusals: [String: String] = [:]
        var ordered: [String] = []
        var results: [Refiling.Result] = []
        var kept: [Labelled.Entry] = []
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
                kept = orders.compactMap(\.kept)
                return orders
            }
        } catch {
            return json.member("error", error.description)
        }
        teacher?.look(at: kept)
        json.member("results") { json in
            json.array { json in
                for (post, result) in zip(ordered, results) {
                    json.element { json in
                        json.object { json in
                            json.member("post", post)
                            switch result {
                            case .filed(let place): json.member("to", place.description)
                            case .gone: json.member("error", "another program removed it meanwhile")
                            case .failed(let problem):
                                json.member("error", "it is in the journal, and is retried: \(problem)")
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
                        ? "it could not be read as a post: fix it and drop it into the inbox again"
                        : "it is not a filed post: those are in approved/, flagged/ and rejected/"))
        }
        guard let copy = try place.read(in: spool) else { return .failure(Refusal(reason: "there is no such post")) }
        guard (try? PostReader.read(copy.bytes, name: place.name)) != nil else {
            return .failure(Refusal(reason: "it is not a post: Moongate did not file it"))
        }
        if decision.word == .uphold, place.outcome == .approved {
            return .failure(Refusal(reason: "it is approved, so there is no flag to uphold; write reject"))
        }
        let outcome = Refiling.outcome(of: decision.word, from: place.outcome)
        if outcome == place.outcome, let known = try refiling.decision(about: copy), known.word == decision.word {
            return .failure(
                Refusal(reason: "already decided: \(known.word.rawValue) by \(known.by) at \(known.at.rfc3339)"))
        }
        return .success(try refiling.order(copy, decision, number: numbers.next()))
    }
}
