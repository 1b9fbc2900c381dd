public import Files
import JSON

/// What of `InHand` has to outlive the supervisor: `state/in-hand`, a small JSON file that is replaced as a whole. The
/// supervisor writes it when it changes: after a death, at its start, and, looking about once a second, for posts that are
/// in hand for long. So also what takes supervisor and child down together is blamed, if it takes a second or more.
public struct InHandRecord: Hashable, Sendable {
    /// Posts that were in hand when a judging process died, with how often.
    public var suspects: [UInt64: Int] = [:]
    /// Posts in hand for long.
    public var inHand: Set<UInt64> = []

    private static let name = "in-hand"
    /// In milliseconds: nearly every post takes less, so that nothing is written while all is well.
    static let long = 100

    public init() {}

    /// Nothing where the file is missing, damaged or of an older version.
    public init(of spool: SpoolFolder) throws(SpoolProblem) {
        guard let bytes = try spool.state.read(Self.name, limit: 1 << 20), let json = try? JSONValue(parsing: bytes)
        else { return }
        for suspect in json["suspects"]?.array ?? [] {
            guard let sequence = SequenceNumbers.number(suspect["seq"]), let deaths = suspect["deaths"]?.integer,
                deaths > 0
            else { continue }
            suspects[sequence] = deaths
        }
        inHand = Set((json["in_hand"]?.array ?? []).compactMap { SequenceNumbers.number($0) })
    }

    /// Not synced: after a power failure nobody is to blame.
    public func write(to spool: SpoolFolder) throws(SpoolProblem) {
        var json = JSONWriter()
        json.object { json in
            json.member("suspects") { json in
                json.array { json in
                    for (sequence, deaths) in suspects.sorted(by: { $0.key < $1.key }) {
                        json.element { json in
                            json.object { json in
                                json.member("seq", sequence)
                                json.member("deaths", deaths)
                            }
                        }
                    }
                }
            }
            json.member("in_hand") { json in
                json.array { json in
                    for sequence in inHand.sorted() { json.element { $0.number(sequence) } }
                }
            }
        }
        json.endLine()
        try spool.state.replace(Self.name, with: json.bytes, .none)
    }
}

extension InHand {
    /// What would have to be known if this supervisor were killed now.
    public var record: InHandRecord {
        var record = InHandRecord()
        record.suspects = suspects
        record.inHand = Set(items.lazy.filter { $0.milliseconds >= InHandRecord.long }.map(\.sequence))
        return record
    }

    /// What the last supervisor left: posts that were in hand when it was killed count as having killed it.
    public func takeOver(_ record: InHandRecord) {
        for (sequence, kills) in record.suspects { addKills(sequence, kills) }
        for sequence in record.inHand { addKills(sequence) }
    }
}
