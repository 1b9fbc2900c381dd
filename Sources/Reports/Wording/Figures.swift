public import Tuning

/// Numbers as a person reads them.
public enum Figures {
    /// `48,112`
    public static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return (number < 0 ? "-" : "") + text
    }

    /// `1 post`, `2 posts`
    public static func count(_ number: Int, _ what: String) -> String {
        count(number) + " " + what + (number == 1 ? "" : "s")
    }

    /// `5.2 %`; two decimals below 1 %.
    public static func percent(_ hits: Int, of count: Int) -> String {
        count == 0 ? "-" : percent(Double(hits) / Double(count))
    }

    /// Of a share from 0 to 1.
    public static func percent(_ share: Double) -> String {
        let percent = share * 100
        return fixed(percent, percent != 0 && percent < 1 ? 2 : percent < 99.95 ? 1 : 0) + " %"
    }

    /// With up to three decimals. Larger than any post count or time is shown as 10 to the 15th.
    public static func fixed(_ number: Double, _ decimals: Int) -> String {
        let scale = [1.0, 10, 100, 1000][min(decimals, 3)]
        let scaled = Int((min(number.magnitude, 1e15) * scale).rounded())
        let whole = scaled / Int(scale)
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + String(whole) }
        let rest = String(scaled % Int(scale))
        return sign + String(whole) + "." + String(repeating: "0", count: decimals - rest.count) + rest
    }

    /// `91 % (87-94 of 100, from 213 posts)`
    public static func interval(_ interval: Interval) -> String {
        guard let share = interval.share else { return "-" }
        return
            "\(fixed(share * 100, 0)) % (\(fixed(interval.lower * 100, 0))-\(fixed(interval.upper * 100, 0)), \(count(interval.count, "post")))"
    }

    /// `1 min 20 s`
    public static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole / 60 % 60) min"
    }

    /// `+0.27`, `-1.3`, `0`
    public static func signed(_ number: Double, _ decimals: Int = 2) -> String {
        let text = fixed(number, decimals)
        return number > 0 && text.contains(where: { $0 != "0" && $0 != "." }) ? "+" + text : text
    }

    /// A row of eighth blocks, the largest value the highest; empty if there are no values.
    public static func sparkline(_ values: [Double]) -> String {
        let blocks = Array("▁▂▃▄▅▆▇█")
        guard let top = values.max(), top > 0 else { return "" }
        return String(values.map { $0 <= 0 ? " " : blocks[min(7, Int($0 / top * 7.999))] })
    }
}
