extension Judge {
    /// What the plugins took for a post, in nanoseconds of the thread.
    public struct Costs: Sendable {
        /// For single checks alone, by the check's number; a check may come several times.
        public var checks: [(check: Int, nanoseconds: Int64)] = []
        /// By the plugin's name: what it did for all its checks together.
        public var shared: [(plugin: String, nanoseconds: Int64)] = []
    }

    /// Asks the next plugin while its time is counted.
    mutating func timed(_ plugin: String, _ clock: () -> Int64, _ examine: (inout Judge) -> Void) {
        let before = answers.spent.count
        let began = clock()
        examine(&self)
        var rest = clock() - began
        for (check, nanoseconds) in answers.spent[before...] {
            costs.checks.append((check.index, nanoseconds))
            rest -= nanoseconds
        }
        costs.shared.append((plugin, max(0, rest)))
    }
}
