internal import CUnicodeTables

extension FoldingBuffer {
    /// Folds a starter and all that may be joined to it, from the last starter that was written to the next scalar that
    /// nothing joins: decomposed, put in canonical order, composed (UAX #15).
    mutating func foldCluster(in input: Span<UInt8>, into text: inout FoldedText, place: inout Place) {
        goBack(in: &text, place: &place)
        cluster.removeAll(keepingCapacity: true)
        let start = place.read
        var end = start
        var next = start
        while next < input.count, let length = collect(from: input, at: next, isFirst: next == start) {
            if length > 0 { end = next + length }
            next += abs(length)
            rereads += 1
        }
        order()
        compose()
        write(of: start..<end, in: input, into: &text, place: &place)
        place.read = end
    }

    /// Takes back what was written since the last starter, and the starter.
    private mutating func goBack(in text: inout FoldedText, place: inout Place) {
        var written = place.written
        while written > 0 {
            if let last = text.segments.last, last.isUnit, place.delta == Place.closed {
                // A unit begins with a starter, unless the text began without one.
                written = last.folded
                place.read = last.original
                text.segments.removeLast()
                place.written = written
                place.reopen(text.segments)
                break
            }
            var begin = written - 1
            while begin > 0, text.bytes[begin].isContinuation { begin -= 1 }
            place.read = begin + place.delta
            rereads += 1
            let scalar = UTF8Scalar(text.bytes.span, at: begin).value
            written = begin
            place.written = written
            if let last = text.segments.last, last.folded >= written {
                text.segments.removeLast()
                place.reopen(text.segments)
            }
            if moongate_combining_class(scalar) == 0 { break }
        }
    }

    /// Adds what the scalar at an offset becomes to the cluster: how many bytes it took, negative where it became
    /// nothing, nil where the cluster ends before it.
    private mutating func collect(from input: Span<UInt8>, at offset: Int, isFirst: Bool) -> Int? {
        let scalar = UTF8Scalar(input, at: offset)
        let number = moongate_record_number(form.rawValue, scalar.value)
        if number == 0 {
            guard isFirst else { return nil }
            append(scalar.value)
            return scalar.length
        }
        let record = moongate_record_of(form.rawValue, number)
        if record.has(moongate_removed) { return -scalar.length }
        guard isFirst || record.has(moongate_joins) || record.lead_class != 0 else { return nil }
        if record.has(moongate_special) {
            if scalar.value == 0x0D {
                append(0x0A)
                return offset + 1 < input.count && input[offset + 1] == 0x0A ? 2 : 1
            }
            append(regionalIsLetter(in: input, at: offset) ? scalar.value - 0x1F1E6 + 0x61 : scalar.value)
            return scalar.length
        }
        if record.scalar_count == 0 {
            append(scalar.value)
        } else {
            for index in 0..<Int32(record.scalar_count) { append(moongate_record_scalar(record, index)) }
        }
        return scalar.length
    }

    /// Adds a scalar, a Hangul syllable in its parts.
    private mutating func append(_ scalar: UInt32) {
        if let parts = Hangul.parts(of: scalar) {
            cluster.append(parts.leading)
            cluster.append(parts.vowel)
            if parts.trailing != 0 { cluster.append(parts.trailing) }
        } else {
            cluster.append(UInt32(moongate_combining_class(scalar)) << 24 | scalar)
        }
    }

    /// Writes the cluster: byte by byte where it is as it was, else as one unit.
    private mutating func write(
        of range: Range<Int>, in input: Span<UInt8>, into text: inout FoldedText, place: inout Place
    ) {
        guard let last = cluster.last else {
            place.changed = true
            return
        }
        Self.makeRoom(for: cluster.count * 4, in: &text, at: place)
        var end = place.written
        for entry in cluster { end += text.bytes.putUTF8(entry.scalar, at: end) }
        place.read = range.lowerBound
        if end - place.written == range.count,
            range.allSatisfy({ input[$0] == text.bytes[place.written + $0 - range.lowerBound] })
        {
            place.align(&text.segments)
        } else {
            place.close(range.count, &text.segments)
        }
        place.written = end
        place.lastClass = UInt8(last >> 24)
    }
}

extension FoldingBuffer.Place {
    /// Goes on behind the last segment that is left.
    fileprivate mutating func reopen(_ segments: [FoldedText.Segment]) {
        guard let last = segments.last else {
            delta = 0
            return
        }
        delta = last.isUnit ? Self.closed : last.original - last.folded
    }
}

extension UInt32 {
    /// The scalar of a cluster's entry.
    var scalar: UInt32 { self & 0x1F_FFFF }
}
