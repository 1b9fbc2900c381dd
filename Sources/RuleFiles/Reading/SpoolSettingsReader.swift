internal import Moderation

/// Reads what `moongate.yaml` says in addition to the policy.
enum SpoolSettingsReader {
    /// The keys of the file that are its business.
    static let keys = ["archive", "reload", "breaker"]

    static func read(_ file: RuleFolder.File) throws(RuleProblems) -> SpoolSettings {
        var settings = SpoolSettings()
        // What else the file may hold is the policy's business, and complained of there.
        guard case .map(let entries, _) = try YAMLFile.read(file) else { return settings }
        for entry in entries {
            switch entry.key.text {
            case "archive": settings.archive = try archive(entry)
            case "reload": settings.reload = try reload(entry)
            case "breaker": settings.breaker = try breaker(entry)
            default: break
            }
        }
        return settings
    }

    private static func archive(_ entry: SourceValue.Entry) throws(RuleProblems) -> SpoolSettings.Archive? {
        guard try !entry.isOff else { return nil }
        var archive = SpoolSettings.Archive()
        for entry in try entry.value.entries(named: "archive", among: ["days", "size"]) {
            if entry.key.text == "days" {
                archive.days = try entry.whole(in: 1...36_500, for: "days: 30")
            } else {
                archive.size = try size(entry)
            }
        }
        return archive
    }

    private static func reload(_ entry: SourceValue.Entry) throws(RuleProblems) -> SpoolSettings.ReloadGuard? {
        guard try !entry.isOff else { return nil }
        var guardian = SpoolSettings.ReloadGuard()
        for entry in try entry.value.entries(named: "reload", among: ["backtest", "hold_if_flag_rate_changes"]) {
            if entry.key.text == "backtest" {
                guardian.posts = try entry.whole(
                    in: 100...1_000_000, for: "backtest: 10000 posts", dropping: ["posts"])
            } else {
                guardian.points = try points(entry)
            }
        }
        return guardian
    }

    private static func breaker(_ entry: SourceValue.Entry) throws(RuleProblems) -> SpoolSettings.Breaker? {
        guard try !entry.isOff else { return nil }
        var breaker = SpoolSettings.Breaker()
        for entry in try entry.value.entries(named: "breaker", among: ["hits", "share", "within"]) {
            switch entry.key.text {
            case "hits": breaker.hits = try entry.whole(in: 1...1_000_000_000, for: "hits: 100")
            case "share": breaker.share = try entry.share()
            default:
                let text = try entry.singleText()
                guard let seconds = TimeSpan.seconds(text.text), seconds > 0 else {
                    throw RuleProblems(
                        at: text.location, "'\(text.text)' is not a length of time",
                        advice: "for example: within: 24 hours")
                }
                breaker.seconds = seconds
            }
        }
        return breaker
    }

    /// `10GB`, `500 MB`: powers of ten.
    private static func size(_ entry: SourceValue.Entry) throws(RuleProblems) -> Int {
        let text = try entry.singleText()
        let letters = text.text.uppercased().filter { $0 != " " }
        let units = [("TB", 1e12), ("GB", 1e9), ("MB", 1e6)]
        guard let (unit, factor) = units.first(where: { letters.hasSuffix($0.0) }),
            let count = Double(letters.dropLast(unit.count)), count * factor >= 1e6, count * factor <= 1e15
        else {
            throw RuleProblems(
                at: text.location, "'\(text.text)' is not a size", advice: "for example: size: 10GB; the least is 1MB")
        }
        return Int(count * factor)
    }

    /// `"> 2 points"`
    private static func points(_ entry: SourceValue.Entry) throws(RuleProblems) -> Double {
        let text = try entry.singleText()
        let words = text.text.split(whereSeparator: { $0 == " " || $0 == ">" }).map(String.init)
        guard text.text.hasPrefix(">"), words.count == 2, ["point", "points"].contains(words[1]),
            let points = Double(words[0]), points >= 0, points <= 100
        else {
            throw RuleProblems(
                at: text.location, "'\(text.text)' is not a limit in percentage points",
                advice: "for example: hold_if_flag_rate_changes: \"> 2 points\"")
        }
        return points
    }
}

extension SourceValue.Entry {
    /// `key: off`, which YAML may read as false.
    fileprivate var isOff: Bool {
        get throws(RuleProblems) {
            guard case .scalar(let text) = value else { return false }
            guard text.text == "off" else {
                throw RuleProblems(
                    at: text.location, "\(key.text) is a block of keys, or off",
                    advice: "for example: \(SpoolSettings.example(of: key.text))")
            }
            return true
        }
    }

    fileprivate func whole(
        in range: ClosedRange<Int>, for example: String, dropping words: [String] = []
    ) throws(RuleProblems) -> Int {
        let text = try singleText()
        let parts = text.text.split(separator: " ").map(String.init).filter { !words.contains($0) }
        guard parts.count == 1, let number = Int(parts[0].filter { $0 != "," && $0 != "_" }), range.contains(number)
        else {
            throw RuleProblems(
                at: text.location,
                "'\(text.text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)",
                advice: "for example: \(example)")
        }
        return number
    }

    /// `10%`: a share from 0 to 1.
    func share() throws(RuleProblems) -> Double {
        let text = try singleText()
        guard text.text.hasSuffix("%"), let percent = Double(text.text.dropLast().filter { $0 != " " }),
            percent > 0, percent <= 100
        else {
            throw RuleProblems(
                at: text.location, "'\(text.text)' is not a share", advice: "write percent: \(key.text): 10%")
        }
        return percent / 100
    }
}

extension SpoolSettings {
    /// How a key of `moongate.yaml` is written.
    static func example(of key: String) -> String {
        switch key {
        case "archive": "archive: {days: 30, size: 10GB}"
        case "reload": "reload: {backtest: 10000 posts, hold_if_flag_rate_changes: \"> 2 points\"}"
        default: "breaker: {hits: 100, share: 10%, within: 24 hours}"
        }
    }
}
