/// Names met so far, to tell which comes twice. Few are compared one by one, which is faster than hashing and takes no
/// memory of its own for each; many are hashed, so that time stays linear.
package struct NamesSeen: Sendable {
    private var few: [String] = []
    private var many = Set<String>()

    private static let fewLimit = 16

    package init() {}

    /// Whether it comes for the first time.
    package mutating func isNew(_ name: String) -> Bool {
        if few.count < Self.fewLimit {
            if few.contains(name) { return false }
            if few.isEmpty { few.reserveCapacity(8) }
            few.append(name)
            return true
        }
        if many.isEmpty { many = Set(few) }
        return many.insert(name).inserted
    }
}
