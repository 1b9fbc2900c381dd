internal import Moderation

/// Lines over equal steps, as inline SVG.
public struct LineChart {
    public struct Line {
        public let name: String
        public let kind: String
        public let values: [Double]
    }

    public let labels: [String]
    public let lines: [Line]
    public let unit: String

    private static let (width, height, left, bottom) = (900.0, 220.0, 44.0, 26.0)

    public var svg: String {
        let top = Self.roundUp(lines.flatMap(\.values).max() ?? 1)
        let count = max(2, labels.count)
        func x(_ place: Int) -> Double { Self.left + Double(place) / Double(count - 1) * (Self.width - Self.left - 70) }
        func y(_ value: Double) -> Double { 8 + (1 - value / top) * (Self.height - Self.bottom - 8) }
        var parts: [String] = []
        for step in 0...4 {
            let value = top * Double(step) / 4
            let line = Figures.fixed(y(value), 1)
            parts.append(
                "<line class=\"axis\" x1=\"\(Self.left)\" x2=\"\(Self.width - 70)\" y1=\"\(line)\" y2=\"\(line)\"/>"
                    + "<text x=\"\(Self.left - 6)\" y=\"\(Figures.fixed(y(value) + 4, 1))\" text-anchor=\"end\">\(value.plain)\(unit)</text>"
            )
        }
        let every = max(1, labels.count / 10)
        for (place, label) in labels.enumerated() where place % every == 0 {
            parts.append(
                "<text x=\"\(Figures.fixed(x(place), 1))\" y=\"\(Self.height - 6)\" text-anchor=\"middle\">\(label)</text>"
            )
        }
        var labelled: [Double] = []
        for line in lines {
            let points = line.values.enumerated().map { "\(Figures.fixed(x($0), 1)),\(Figures.fixed(y($1), 1))" }
            parts.append("<polyline class=\"\(line.kind)\" points=\"\(points.joined(separator: " "))\"/>")
            var place = y(line.values.last ?? 0) + 4
            // Two names one over the other would be read as neither.
            while labelled.contains(where: { ($0 - place).magnitude < 13 }) { place -= 13 }
            labelled.append(place)
            parts.append(
                "<text class=\"\(line.kind)\" x=\"\(Self.width - 64)\" y=\"\(Figures.fixed(place, 1))\">\(line.name)</text>"
            )
        }
        return
            "<svg class=\"chart\" viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\">\(parts.joined())</svg>"
    }

    /// 1, 2, 4 or 5 times a power of ten.
    private static func roundUp(_ value: Double) -> Double {
        guard value > 0 else { return 1 }
        var unit = 0.01
        while unit < 1e12 {
            for factor in [1.0, 2, 4, 5] where unit * factor >= value { return unit * factor }
            unit *= 10
        }
        return value
    }
}
