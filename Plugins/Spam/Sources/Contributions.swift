internal import Moderation

extension SpamState {
    /// What each feature adds to the odds, in the order of the vector.
    func contributions(_ vector: FeatureVector, base: BaseModel?) -> [Float] {
        let share = base == nil ? 0 : baseShare
        var weights = [Float](repeating: 0, count: vector.slots.count)
        for group in FeatureGroup.allCases {
            let value = vector.value(of: group)
            for index in vector.range(of: group) {
                weights[index] = (1 - share) * calibration.slope * value * model.weights[Int(vector.slots[index])]
            }
        }
        if let base, share > 0 { base.addContributions(vector, share, to: &weights) }
        return weights
    }
}
