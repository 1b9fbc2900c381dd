internal import JSON
internal import Spool

/// Long work as `state/job` keeps it over restarts.
struct KeptJob: Equatable {
    let id: Int
    /// As it was asked for.
    let request: JSONValue
    /// Starts since something was known of why the judging process dies.
    var attempts: Int
    /// Posts that were being judged again when it died, by the numbers of their last verdicts, with how often.
    private(set) var kills: [UInt64: Int] = [:]

    init(id: Int, request: JSONValue, attempts: Int) {
        (self.id, self.request, self.attempts) = (id, request, attempts)
    }

    /// Nil where these bytes are none.
    init?(parsing bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), let id = json["id"]?.integer,
            let attempts = json["attempts"]?.integer, let request = json["request"]
        else { return nil }
        self.init(id: id, request: request, attempts: max(0, attempts))
        for pair in json["kills"]?.array ?? [] {
            guard let sequence = pair["seq"]?.integer, sequence > 0, let times = pair["times"]?.integer, times > 0
            else { continue }
            kills[UInt64(sequence)] = times
        }
    }

    /// What `init(parsing:)` reads.
    var bytes: [UInt8] {
        let pairs = kills.sorted { $0.key < $1.key }.map { sequence, times -> JSONValue in
            ["seq": .number(Double(sequence)), "times": .number(Double(times))]
        }
        let kept: JSONValue = [
            "id": .number(Double(id)), "attempts": .number(Double(attempts)), "request": request,
            "kills": .array(pairs),
        ]
        var json = JSONWriter()
        kept.write(to: &json)
        json.endLine()
        return json.bytes
    }

    /// Posts that are not judged again, as with new ones: a single death can have been another's fault.
    var deadly: Set<UInt64> { Set(kills.filter { $0.value >= Pipeline.crashLimit }.keys) }

    /// The process died over these. True where one is left out from now on.
    mutating func blame(_ suspects: [UInt64: Int]) -> Bool {
        let before = deadly
        for (sequence, times) in suspects { kills[sequence] = min(kills[sequence, default: 0] + times, 1000) }
        return deadly != before
    }
}
