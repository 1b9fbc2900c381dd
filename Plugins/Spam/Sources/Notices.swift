internal import Moderation

/// Lessons that a person should look at. Those that were passed over are one line, however many they are.
struct Notices: Sendable {
    private static let limit = 100
    private var surprising: [String] = []
    private var passedOver: (count: Int, first: String) = (0, "")

    /// `surprises` has a bit for each of the last lessons.
    mutating func note(_ outcome: SpamState.Outcome, _ lesson: Lesson, _ surprises: UInt32) {
        switch outcome {
        case .learned, .known: return
        case .passedOver:
            if passedOver.count == 0 { passedOver.first = lesson.id }
            passedOver.count += 1
        case .surprising:
            guard surprising.count < Self.limit else { return }
            // Of the last 20.
            let count = (surprises & 0xF_FFFF).nonzeroBitCount
            surprising.append(
                "lesson \(lesson.id) by \(lesson.decision.by) says the opposite of what the model was sure of"
                    + (count >= 5 ? ": \(count) of the last 20 lessons do; is somebody teaching it nonsense?" : ""))
        }
    }

    var lines: [String] {
        switch passedOver.count {
        case 0: surprising
        case 1:
            surprising + ["lesson \(passedOver.first) was passed over: its author or its campaign taught all it may"]
        default:
            surprising + [
                "\(passedOver.count) lessons were passed over, the first \(passedOver.first): their authors or campaigns "
                    + "(posts that are nearly the same) taught all they may"
            ]
        }
    }
}
