import Foundation
import Moderation
import ShapesPlugin

extension SpamFacts {
    /// What each shape is worth in posts that are acceptable.
    static func shapes(_ corpora: String) throws {
        var english = try labelled(corpora + "/spam/sms.train.tsv", spam: false)
        english += try labelled(corpora + "/spam/youtube.train.tsv", spam: false)
        let chinese =
            try labelled(corpora + "/spam/zhtg.train.tsv", spam: false)
            + labelled(corpora + "/spam/zhsms.train.tsv", spam: false)
        let now = Instant(seconds: 1_700_000_000)
        print("| shape | English: half | 95 of 100 | 99 of 100 | Chinese: half | 95 of 100 | 99 of 100 |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
        let measured = [english, chinese].map { texts in
            texts.map { PostShapes(of: ExaminedPost(post($0), receivedAt: now), wanted: Set(Shape.allCases)) }
        }
        for shape in Shape.allCases {
            var row = "| `\(shape.rawValue)` |"
            for posts in measured {
                let values = posts.compactMap { $0.value(of: shape) }.sorted()
                for share in [0.5, 0.95, 0.99] {
                    let value = values.isEmpty ? 0 : values[min(values.count - 1, Int(Double(values.count) * share))]
                    row += " \(((value * 10).rounded() / 10).plain)\(shape.isShare ? " %" : "") |"
                }
            }
            print(row)
        }
        print("\n\(english.count) English and \(chinese.count) Chinese posts that their labels call acceptable.")
    }
}
