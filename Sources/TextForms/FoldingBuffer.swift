internal import CUnicodeTables

/// A worker's scratch memory for folding: once it has seen the longest text, folding allocates nothing. For one thread
/// at a time.
///
/// Text is copied as long as each scalar stands for itself or maps on its own (`copyPlain`). Where one may be joined to
/// what stands before it, reading goes back to the last starter and the whole cluster is normalized (`+Cluster`): each
/// scalar is read again a bounded number of times, so time stays linear.
public struct FoldingBuffer: Sendable {
    let form: NormalForm
    /// A cluster: scalars, with their combining classes in the top byte.
    var cluster: [UInt32] = []
    var spare: [UInt32] = []
    /// The run of regional indicators that was last looked at ends here.
    var regionalEnd = 0
    var regionalsAreLetters = false
    /// How many scalars were read again, for the proof that time is linear.
    var rereads = 0

    /// Memory for folding.
    public init() { form = .folded }

    /// Memory for a normal form.
    init(form: NormalForm) { self.form = form }

    /// Folds any bytes, valid UTF-8 or not, into a text whose memory is used again.
    public mutating func fold(_ bytes: [UInt8], into text: inout FoldedText) {
        text.segments.removeAll(keepingCapacity: true)
        text.bytes.removeAll(keepingCapacity: true)
        regionalEnd = 0
        rereads = 0
        var place = Place()
        Self.makeRoom(for: bytes.count, in: &text, at: place)
        reading: while true {
            let stop = copyPlain(from: bytes.span, to: &text.bytes, segments: &text.segments, place: &place)
            switch stop {
            case .end: break reading
            case .full: Self.makeRoom(for: bytes.count - place.read, in: &text, at: place)
            case .joining: foldCluster(in: bytes.span, into: &text, place: &place)
            }
        }
        text.bytes.removeLast(text.bytes.count - place.written)
        text.isIdentity = !place.changed
    }

    /// How far folding is.
    struct Place {
        var read = 0
        var written = 0
        /// The combining class of the scalar written last.
        var lastClass: UInt8 = 0
        /// What to add to a folded offset for the original's; `closed` behind a segment that is one unit.
        var delta = 0
        var changed = false

        static let closed = Int.min
    }

    /// Why copying stopped.
    enum Stop {
        case end, full, joining
    }

    /// More than any one scalar can become (U+FDFA: 33 bytes).
    static let room = 64

    /// Room for so many bytes behind what is written.
    static func makeRoom(for count: Int, in text: inout FoldedText, at place: Place) {
        let wanted = place.written + count + count / 8 + room
        guard wanted > text.bytes.count else { return }
        text.bytes.append(contentsOf: repeatElement(0, count: wanted - text.bytes.count))
    }
}

extension FoldingBuffer.Place {
    /// What is written next came from what is read next, byte by byte.
    @inline(__always)
    mutating func align(_ segments: inout [FoldedText.Segment]) {
        guard delta != read - written else { return }
        segments.append(.init(folded: written, original: read, unitLength: 0))
        delta = read - written
    }

    /// What is written next came from so many bytes as one unit.
    mutating func close(_ length: Int, _ segments: inout [FoldedText.Segment]) {
        segments.append(.init(folded: written, original: read, unitLength: length))
        delta = Self.closed
        changed = true
    }
}
