internal import Moderation

/// Posts of a generation, without their authors, on their way into a part of the snapshot.
struct Rows {
    private let times: [UInt32]
    private let campaigns: [UInt64]
    private let sketches: [SIMD4<UInt64>]
    private let levels: [UInt8]
    /// Of posts in a generation that is not closed.
    private let anchors: [UInt32]
    private let linkHashes: [UInt32]
    /// Counted from the first of these posts.
    private let linkPosts: [UInt32]
    /// The table of a closed generation.
    private let table: AnchorTable?

    init(_ generation: borrowing Generation, _ posts: Range<Int>) {
        times = Array(generation.times[posts])
        campaigns = Array(generation.campaigns[posts])
        sketches = Array(generation.sketches[posts])
        levels = Array(generation.levels[posts])
        let isClosed = generation.isClosed
        anchors =
            isClosed
            ? []
            : Array(
                generation.anchors[posts.lowerBound * Signature.anchorCount..<posts.upperBound * Signature.anchorCount])
        table = isClosed ? generation.anchorTable : nil
        // Links are in the order of their posts.
        let linkPosts = generation.linkPosts
        let first = linkPosts.partition(below: UInt32(posts.lowerBound))
        let last = linkPosts.partition(below: UInt32(posts.upperBound))
        linkHashes = Array(generation.linkHashes[first..<last])
        self.linkPosts = linkPosts[first..<last].map { $0 - UInt32(posts.lowerBound) }
    }

    func bytes() -> [UInt8] {
        let places = table?.places ?? []
        var writer = ByteWriter(capacity: times.count * 96 + places.count * 4 + 128)
        writer.put(times)
        writer.put(campaigns)
        for lane in 0..<4 { writer.put(sketches.map { $0[lane] }) }
        writer.put(levels)
        writer.put(anchors)
        writer.put(linkHashes)
        writer.put(linkPosts)
        writer.put(places)
        return writer.sealed()
    }

    /// The posts, and the anchors' table if it is a closed generation's. Every length and number is checked, so that no
    /// file, however it came about, makes a later look-up trap.
    static func read(
        _ reader: inout ByteReader, authors: ArraySlice<UInt32>
    ) throws(MemoryProblem) -> ([RememberedPost], AnchorTable?) {
        let times = try reader.numbers(UInt32.self)
        let campaigns = try reader.numbers(UInt64.self)
        var lanes: [[UInt64]] = []
        for _ in 0..<4 { lanes.append(try reader.numbers(UInt64.self)) }
        let levels = try reader.numbers(UInt8.self)
        let anchors = try reader.numbers(UInt32.self)
        let linkHashes = try reader.numbers(UInt32.self)
        let linkPosts = try reader.numbers(UInt32.self)
        let places = try reader.numbers(UInt32.self)
        let count = times.count
        guard campaigns.count == count, lanes.allSatisfy({ $0.count == count }), levels.count == count,
            authors.count >= count, linkHashes.count == linkPosts.count, linkPosts.allSatisfy({ Int($0) < count }),
            levels.allSatisfy({ $0 & ~Generation.readingMark < Sketch.levels }),
            anchors.count == (places.isEmpty ? count * Signature.anchorCount : 0)
        else { throw MemoryProblem("its columns do not fit together") }
        var table: AnchorTable?
        if !places.isEmpty {
            table = AnchorTable(places: places, posts: count)
            if table == nil { throw MemoryProblem("its table does not fit") }
        }
        var posts: [RememberedPost] = []
        posts.reserveCapacity(count)
        var link = 0
        for index in 0..<count {
            var post = RememberedPost(
                time: times[index], author: authors[authors.startIndex + index], campaign: campaigns[index],
                isReading: levels[index] & Generation.readingMark != 0,
                sketch: Sketch(
                    bits: SIMD4(lanes[0][index], lanes[1][index], lanes[2][index], lanes[3][index]),
                    level: levels[index] & ~Generation.readingMark))
            if places.isEmpty {
                let from = index * Signature.anchorCount
                post.anchors = anchors[from..<from + Signature.anchorCount].filter { $0 != 0 }
            }
            while link < linkPosts.count, Int(linkPosts[link]) <= index {
                post.links.append(linkHashes[link])
                link += 1
            }
            posts.append(post)
        }
        return (posts, table)
    }
}

extension [UInt32] {
    /// The first place whose number is not below this; they ascend.
    fileprivate func partition(below limit: UInt32) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
