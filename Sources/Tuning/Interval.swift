/// A share of a number of cases with its 95 % confidence interval (E. B. Wilson, 1927): honest for few cases, where the
/// usual "plus or minus" is not.
public struct Interval: Hashable, Sendable {
    /// Cases of which it is so.
    public let hits: Int
    /// All cases.
    public let count: Int

    /// N of M.
    public init(_ hits: Int, of count: Int) {
        self.hits = hits
        self.count = count
    }

    /// The share seen, 0 to 1; nil if there is no case.
    public var share: Double? { count > 0 ? Double(hits) / Double(count) : nil }
    /// The least that it may be.
    public var lower: Double { bounds.0 }
    /// The most that it may be.
    public var upper: Double { bounds.1 }

    private var bounds: (Double, Double) {
        guard count > 0 else { return (0, 1) }
        // 1.96: the normal distribution's 97.5 % point.
        let z = 1.959_963_985
        let n = Double(count)
        let p = Double(hits) / n
        let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
        return (hits == 0 ? 0 : max(0, centre - half), hits == count ? 1 : min(1, centre + half))
    }
}
