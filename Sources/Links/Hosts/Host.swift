/// The labels of a name while it is read, and the signs between them.
struct HostRun {
    struct Label {
        /// Bytes of the folded text.
        var range: Range<Int>
        /// How the dot before it is written.
        var disguise: Link.Disguise
        /// Whether the dot before it has a space behind it alone.
        var isAfterSpace = false
    }

    var labels: [Label] = []
    /// Behind the last label read.
    var end = 0

    mutating func begin() {
        labels.removeAll(keepingCapacity: true)
        end = 0
    }
}

/// A name that leads somewhere.
struct Host {
    let name: [UInt8]
    let display: String
    let domain: [UInt8]
    let disguise: Link.Disguise
    let isAddress: Bool
    /// Behind it, in the folded text.
    let end: Int
}
