/// Posts that are nearly the same: when they came and by whom.
struct Campaign: Sendable {
    /// Posts remembered of one; of a greater campaign the newest.
    static let limit = 1024

    /// A ring once it is full.
    private(set) var times: [UInt32] = []
    private(set) var authors: [UInt32] = []
    private(set) var newest: UInt32 = 0
    private var next = 0

    init() {}

    init(times: [UInt32], authors: [UInt32]) {
        for (time, author) in zip(times, authors) { add(time, author) }
    }

    mutating func add(_ time: UInt32, _ author: UInt32) {
        newest = max(newest, time)
        if times.count < Self.limit {
            times.append(time)
            authors.append(author)
        } else {
            times[next] = time
            authors[next] = author
            next = (next + 1) % Self.limit
        }
    }

    /// Posts and authors within a window.
    func count(_ window: Window, alsoBy author: UInt32) -> (posts: Int, authors: Int) {
        var posts = 1
        var seen: Set<UInt32> = author == 0 ? [] : [author]
        for (index, time) in times.enumerated() where window.contains(time) {
            posts += 1
            if authors[index] != 0 { seen.insert(authors[index]) }
        }
        return (posts, max(seen.count, 1))
    }
}

/// The time that a check looks back over. A clock that jumped may have left posts in the future: those within the same
/// distance count.
struct Window: Sendable {
    let from: UInt32
    let to: UInt32

    init(seconds: Double, before now: UInt32) {
        let length = UInt32(min(max(seconds, 0), FloodMemory.longestWindow))
        from = now > length ? now - length : 0
        to = now < UInt32.max - length ? now + length : .max
    }

    func contains(_ time: UInt32) -> Bool { time >= from && time <= to }
}
