internal import Moderation

extension SpamState {
    /// What each feature adds to the odds, in the order of the vector.
    func contributions(_ vector: FeatureVector, base: BaseModel?) -> [Float] {
        var weights = [Float](repeating: 0, count: vector.slots.count)
        if let base, !knowsBothKinds {
            base.addContributions(vector, base.slope, to: &weights)
            return weights
        }
        for group in FeatureGroup.allCases {
            let value = vector.value(of: group) * calibration.slope
            for index in vector.range(of: group) {
                weights[index] = value * model.weight(vector.slots[index])
            }
        }
        addHints(vector, to: &weights)
        base?.addContributions(vector, calibration.slope * Self.prior, to: &weights)
        return weights
    }
}
