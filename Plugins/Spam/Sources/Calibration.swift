internal import Glibc

/// What a margin comes to as a probability: Platt's ("Probabilistic outputs for support vector machines", 1999), fitted
/// to what the model would say of lessons if it had not learned them. So few lessons give careful numbers and the
/// threshold is if it belongs, also if spam is rare.
struct Calibration: Sendable, Equatable {
    /// The margin at which both are as likely.
    var middle: Float = 0
    /// How fast the odds grow with the margin.
    var slope: Float = 3

    /// Of the odds, the natural logarithm; within 12.
    func logit(_ margin: Float) -> Float { max(-12, min(12, slope * (margin - middle))) }

    /// Minimum number of lessons of either kind for a fit.
    static let least = 3

    /// Fitted to margins of spam and of acceptable posts; nil if there are too few. Looked for from `start` on: the fit is
    /// the same, and sooner found where that is near it.
    init?(margins: [(margin: Float, isSpam: Bool)], near start: Calibration = Calibration(middle: 0, slope: 2)) {
        let spam = margins.count(where: \.isSpam)
        let ham = margins.count - spam
        guard spam > 0, ham > 0 else { return nil }
        // Between the means of both kinds: steadier than a fit while there are few lessons.
        let means = margins.reduce(into: (spam: 0.0, ham: 0.0)) { sums, one in
            if one.isSpam { sums.spam += Double(one.margin) } else { sums.ham += Double(one.margin) }
        }
        let between = (means.spam / Double(spam) + means.ham / Double(ham)) / 2
        guard spam >= Self.least, ham >= Self.least else {
            middle = Float(max(-2, min(2, between)))
            return
        }
        // Platt's targets: nobody is ever quite sure.
        let high = (Double(spam) + 1) / (Double(spam) + 2)
        let low = 1 / (Double(ham) + 2)
        var slope = Double(start.slope)
        var shift = -slope * Double(start.middle)
        for _ in 0..<20 {
            // Newton's method with a little ridge towards a slope of 2.
            var g = (0.02 * (slope - 2), 0.0)
            var h = (0.02, 0.0, 1e-6)
            for one in margins {
                let x = Double(one.margin)
                let p = 1 / (1 + exp(-(slope * x + shift)))
                let error = p - (one.isSpam ? high : low)
                let weight = max(p * (1 - p), 1e-9)
                g.0 += error * x
                g.1 += error
                h.0 += weight * x * x
                h.1 += weight * x
                h.2 += weight
            }
            let determinant = h.0 * h.2 - h.1 * h.1
            guard determinant > 1e-12 else { break }
            let step = ((h.2 * g.0 - h.1 * g.1) / determinant, (h.0 * g.1 - h.1 * g.0) / determinant)
            slope = max(0.2, min(20, slope - max(-2, min(2, step.0))))
            shift = max(-20, min(20, shift - max(-2, min(2, step.1))))
            if abs(step.0) + abs(step.1) < 1e-4 { break }
        }
        self.slope = Float(slope)
        let doubt = 100 / (100 + Double(margins.count))
        middle = Float(max(-2, min(2, doubt * between - (1 - doubt) * shift / slope)))
    }

    init() {}

    init(middle: Float, slope: Float) {
        self.middle = middle
        self.slope = slope
    }

    static func probability(logit: Float) -> Double { 1 / (1 + exp(-Double(logit))) }
}
