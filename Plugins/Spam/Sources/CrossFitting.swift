/// What models would say of lessons that they did not learn: each fifth of the lessons is scored by a model of the other four
/// fifths. With few lessons a model knows its own by heart, and nothing but this says if the threshold belongs.
enum CrossFitting {
    /// Lessons up to which this is worth its time: 20 times that of learning them once.
    static let limit = 256
    private static let folds = 5
    /// As often as the model in use has gone through a lesson: when it came, about twice since, twice when all were there.
    private static let rounds = 5

    /// In the order of the lessons.
    static func margins(of lessons: [TaughtPost]) -> [Float] {
        var margins = [Float](repeating: 0, count: lessons.count)
        // Each fifth has its share of spam.
        let order = lessons.indices.filter { lessons[$0].isSpam } + lessons.indices.filter { !lessons[$0].isSpam }
        var model = SpamModel()
        for fold in 0..<folds {
            let asked = stride(from: fold, to: order.count, by: folds).map { order[$0] }
            let isAsked = Set(asked)
            let learned = shuffled(order.filter { !isAsked.contains($0) })
            for _ in 0..<rounds {
                for index in learned {
                    let lesson = lessons[index]
                    _ = model.learn(lesson.vector, isSpam: lesson.isSpam, prior: lesson.prior)
                }
            }
            for index in asked { margins[index] = model.margin(lessons[index].vector) + lessons[index].prior }
            model.forget(learned.lazy.map { lessons[$0].vector })
        }
        return margins
    }

    /// Always in the same way: the same lessons give the same numbers.
    private static func shuffled(_ places: [Int]) -> [Int] {
        places.sorted { FeatureReader.mix(UInt64($0) &+ 1) < FeatureReader.mix(UInt64($1) &+ 1) }
    }
}
