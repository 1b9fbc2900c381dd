internal import Links
public import Moderation

/// Answers the shape checks.
public struct ShapeExaminer: Examiner {
    private let checks: [ShapeCheck]
    private let wanted: PostShapes.Wanted
    private var counter = ShapeCounter()

    init(checks: [ShapeCheck]) {
        self.checks = checks
        wanted = PostShapes.Wanted(Set(checks.map(\.shape)))
    }

    /// Says which comparisons hold, by which value, and where what can be shown stands.
    public mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
        let shapes = PostShapes(of: post, wanted: wanted, by: &counter)
        for check in checks {
            var value = shapes.value(of: check.shape)
            if !post.assumptions.isEmpty, let assumed = post.assumptions[check.shape.rawValue] {
                value = Double(assumed.hasSuffix("%") ? String(assumed.dropLast()) : assumed)
            }
            guard let value, check.conditions.contains(where: { $0.holds(for: value) }) else { continue }
            answers.holds(
                check.id,
                Evidence(Field(check.shape.rawValue), value: value.plain + (check.shape.isShare ? " %" : "")))
            for place in shapes.places[check.shape] ?? [] {
                answers.holds(check.id, Evidence(place.field, range: place.range))
                if answers.hasEnough(check.id) { break }
            }
        }
    }
}
