internal import CUnicodeTables

extension FoldingBuffer {
    /// Copies while each scalar maps on its own.
    mutating func copyPlain(
        from input: Span<UInt8>, to bytes: inout [UInt8], segments: inout [FoldedText.Segment], place: inout Place
    ) -> Stop {
        var output = bytes.mutableSpan
        while place.read < input.count {
            guard place.written + Self.room <= output.count else { return .full }
            let byte = input[place.read]
            if byte < 0x80 {
                copyASCII(from: input, to: &output, segments: &segments, place: &place)
                continue
            }
            let scalar = UTF8Scalar(input, at: place.read)
            let number = moongate_record_number(form.rawValue, scalar.value)
            if number == 0, scalar.isValid {
                place.copy(scalar.length, from: input, to: &output, &segments)
                place.lastClass = 0
                continue
            }
            guard scalar.isValid else {
                place.close(scalar.length, &segments)
                for byte: UInt8 in [0xEF, 0xBF, 0xBD] { place.write(byte, to: &output) }
                place.read += scalar.length
                place.lastClass = 0
                continue
            }
            guard copyMapped(scalar, number, from: input, to: &output, segments: &segments, place: &place) else {
                return .joining
            }
        }
        return .end
    }

    /// Copies one scalar that has a record; false where it may be joined to what stands before it.
    private mutating func copyMapped(
        _ scalar: UTF8Scalar, _ number: UInt16, from input: Span<UInt8>, to output: inout MutableSpan<UInt8>,
        segments: inout [FoldedText.Segment], place: inout Place
    ) -> Bool {
        let record = moongate_record_of(form.rawValue, number)
        if record.has(moongate_removed) {
            place.read += scalar.length
            place.changed = true
            return true
        }
        let stays = record.has(moongate_identity)
        if record.has(moongate_joins) || record.lead_class != 0 {
            // A mark in its place that is part of no composed character (UAX #15, 9: quick check).
            guard stays, !record.has(moongate_joins), place.lastClass <= record.lead_class else { return false }
        }
        if stays || record.has(moongate_special) && !regionalIsLetter(in: input, at: place.read) {
            place.copy(scalar.length, from: input, to: &output, &segments)
        } else {
            if record.has(moongate_same_shape) {
                place.align(&segments)
                place.changed = true
            } else {
                place.close(scalar.length, &segments)
            }
            for index in 0..<Int32(record.byte_count) {
                place.write(moongate_record_byte(record, index), to: &output)
            }
            place.read += scalar.length
        }
        place.lastClass = record.trail_class
        return true
    }

    /// Whether the regional indicator at an offset stands for a letter: it does unless its whole run is made of flags.
    mutating func regionalIsLetter(in input: Span<UInt8>, at offset: Int) -> Bool {
        if offset >= regionalEnd {
            var letters: [2 of UInt32] = [0, 0]
            var count = 0
            var areFlags = true
            regionalEnd = offset
            while regionalEnd < input.count {
                let letter = UTF8Scalar(input, at: regionalEnd).value &- 0x1F1E6
                guard letter < 26 else { break }
                letters[count % 2] = letter
                count += 1
                if count % 2 == 0, !moongate_is_flag(letters[0], letters[1]) { areFlags = false }
                regionalEnd += 4
            }
            rereads += count
            regionalsAreLetters = !areFlags || count % 2 != 0
        }
        return regionalsAreLetters
    }
}

extension FoldingBuffer.Place {
    /// Copies bytes as they are.
    @inline(__always)
    mutating func copy(
        _ count: Int, from input: Span<UInt8>, to output: inout MutableSpan<UInt8>,
        _ segments: inout [FoldedText.Segment]
    ) {
        align(&segments)
        for index in 0..<count { output[written + index] = input[read + index] }
        read += count
        written += count
    }

    @inline(__always)
    mutating func write(_ byte: UInt8, to output: inout MutableSpan<UInt8>) {
        output[written] = byte
        written += 1
    }
}

extension moongate_record {
    @inline(__always)
    func has(_ flag: Int) -> Bool { Int(flags) & flag != 0 }
}
