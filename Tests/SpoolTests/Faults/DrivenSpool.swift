#if DEBUG
    import Files
    import Foundation
    import Glibc
    import JSON
    import Moderation
    import Testing

    @testable import Spool

    /// A spool with posts in it, and lives of the judging process on it: recovery, scan, the pipeline, checkpoint, all on
    /// one thread.
    final class DrivenSpool {
        let path: String
        let settings: Settings
        private var startedAt = Instant.ofSystemStart()
        /// By `[channel/]name`: what was dropped; nil for what is no file.
        private(set) var posts: [String: String?] = [:]

        struct Settings: Sendable, CustomStringConvertible {
            var isBatch = true
            var durability = Durability.journal
            var layout = Layout.flat
            /// Taking an inotify watch away costs the kernel some ms; without, folders are listed straight.
            var usesInbox = false
            var description: String { "\(isBatch ? "batch" : "single"), \(durability.rawValue), \(layout.rawValue)" }

            static let all: [Settings] = [
                Settings(isBatch: false), Settings(), Settings(isBatch: false, durability: .strict),
                Settings(durability: .strict, layout: .byDay),
            ]
        }

        private static let base: String = {
            // In memory where it can be: thousands of spools, each synced a few times.
            access("/dev/shm", W_OK) == 0 ? "/dev/shm" : NSTemporaryDirectory()
        }()

        init(_ settings: Settings) throws {
            self.settings = settings
            path = Self.base + "/moongate-driven-\(getpid())-\(UUID().uuidString.prefix(13))"
            _ = try SpoolFolder(path: path)
            try drop("flagged.json", "flag this")
            guard settings.isBatch else { return }
            try drop("plain.json", "hello")
            try drop("broken.json", "bad")
            mkdir(path + "/inbox/talk", 0o755)
            try drop("talk/flagged.json", "flag this too")
            try drop("taken.json", "hello again")
            guard symlink("/etc/hostname", path + "/inbox/link.json") == 0 else { throw Missing("a link") }
            posts["link.json"] = .some(nil)
            // Somebody has the name already.
            let place = path + "/approved/" + (settings.layout == .byDay ? Verdict.day.date : "")
            mkdir(place, 0o750)
            try Data("old".utf8).write(to: URL(fileURLWithPath: place + "/taken.json"))
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func drop(_ name: String, _ text: String) throws {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/inbox/" + name))
            posts[name] = text
        }

        // MARK: The way of a post

        /// One life of the judging process. Ends where it would wait for a second more than a few times.
        func live(with faults: Faults?, after start: Instant = .ofSystemStart()) {
            startedAt = start
            Faults.$inTest.withValue(faults) { _ = try? serve() }
        }

        private func serve() throws {
            let spool = try SpoolFolder(path: path)
            let journal = try Journal(spool)
            let filing = Filing(spool, layout: settings.layout)
            var recovery = try Recovery(
                spool, journal: journal, filing: filing, sidecars: .flagged, systemStartedAt: startedAt)
            let claim = Claim(
                spool, numbers: SequenceNumbers(above: recovery.greatestSequence), sizeLimit: 4096, quiet: .zero)
            let pipeline = Pipeline(
                spool, claim: claim, journal: journal, filing: filing, durability: settings.durability)
            var worker = DrivenWorker(pipeline)
            try pipeline.finish(&recovery, with: &worker)

            let inbox = settings.usesInbox ? try Inbox(spool, quiet: .zero, slowQuiet: .zero) : nil
            for _ in 0..<3 {
                let arrivals = try arrivals(spool, inbox)
                if arrivals.isEmpty { break }
                pipeline.process(arrivals.sorted { $0.name < $1.name }, with: &worker)
            }
            try journal.checkpoint(spool)
        }

        private func arrivals(_ spool: SpoolFolder, _ inbox: Inbox?) throws -> [Arrival] {
            var arrivals: [Arrival] = []
            if let inbox {
                inbox.askForScan()
                while inbox.wantsScan { arrivals += try inbox.scan(upTo: 100).arrivals }
                return arrivals
            }
            for channel in [nil, "talk"] {
                guard let folder = try channel.map({ try spool.inbox.folderIfThere($0) }) ?? spool.inbox else {
                    continue
                }
                for (name, isFolder) in try FolderListing.names(of: folder) where !isFolder {
                    if let arrival = Arrival(channel: channel, rawName: Array(name.utf8)) { arrivals.append(arrival) }
                }
            }
            return arrivals
        }

        // MARK: What must be true

        /// What may differ after faults that are no kill.
        struct Allowances {
            /// A post that could not be read is filed as failed, one that could not be rechecked is held as flagged.
            var unreadable = false
            /// Torn lines in the middle of the journal.
            var badLines = 0
            /// A second verdict under another number: see `PowerLossTests`.
            var secondNumber = false
            /// What a producer had not synced may be empty.
            var contents = true
        }

        /// What is wrong, in words; empty where every post is filed once by its one verdict and nothing lies about.
        func wrongs(_ allowed: Allowances = Allowances()) throws -> [String] {
            var wrongs: [String] = []
            for folder in ["inbox", "work"] {
                let left = files(folder)
                if !left.isEmpty { wrongs.append("left in \(folder): \(left)") }
            }
            let (verdicts, badLines) = try journalled()
            if badLines > allowed.badLines { wrongs.append("\(badLines) bad lines in the journal") }
            var filed: [String: [String]] = [:]
            for outcome in ["approved", "flagged", "rejected", "failed"] {
                for file in files(outcome) { filed[outcome, default: []].append(file) }
                wrongs += strays(outcome, filed[outcome] ?? [])
            }
            for (name, text) in posts {
                wrongs += self.wrongs(of: name, text, filed, verdicts, allowed)
            }
            let count = filed.reduce(0) { $0 + $1.value.filter { !Self.isSidecar($0) }.count }
            let expected = posts.count + (settings.isBatch ? 1 : 0)
            if count != expected { wrongs.append("\(count) files filed, not \(expected): \(filed)") }
            return wrongs
        }

        private func wrongs(
            of name: String, _ text: String?, _ filed: [String: [String]], _ verdicts: [String: [JournalLine]],
            _ allowed: Allowances
        ) -> [String] {
            let expected =
                text.map { $0.hasPrefix("flag") ? "flagged" : $0.hasPrefix("bad") ? "failed" : "approved" } ?? "failed"
            let entries = verdicts[name] ?? []
            guard let last = entries.last, Set(entries.map(\.sequence)).count == 1 || allowed.secondNumber else {
                return ["\(name): verdicts \(entries.map { "\($0.sequence) \($0.outcome ?? "")" })"]
            }
            if entries.count > 1, !allowed.secondNumber {
                return ["\(name): \(entries.count) verdicts under one number"]
            }
            let isExpected =
                last.outcome == expected || (allowed.unreadable && ["failed", "flagged"].contains(last.outcome))
                || !allowed.contents
            if !isExpected { return ["\(name): \(last.outcome ?? "-"), expected \(expected)"] }
            let outcome = last.outcome ?? "-"
            var place = name == "taken.json" && outcome == "approved" ? "taken~2.json" : name
            if outcome == "failed" { place = String(place.split(separator: "/").last ?? "") }
            if settings.layout == .byDay, outcome != "failed" { place = Verdict.day.date + "/" + place }
            // In failed/ two channels' posts may have one name.
            let found = (filed[outcome] ?? []).filter { $0 == place || $0 == Filing.numbered(place, "2") }
            guard let first = found.first else { return ["\(name): not in \(outcome) but in \(filed)"] }
            let paths = found.map { path + "/\(outcome)/" + $0 }
            let holds = paths.contains { FileManager.default.contents(atPath: $0) == text.map { Data($0.utf8) } }
            if text != nil, !holds, allowed.contents { return ["\(name): other contents in \(first)"] }
            return []
        }

        private func strays(_ outcome: String, _ names: [String]) -> [String] {
            let all = Set(names)
            return names.compactMap { name in
                if name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
                    return "stray \(outcome)/\(name)"
                }
                if let suffix = [".verdict.json", ".reason.txt"].first(where: name.hasSuffix) {
                    guard all.contains(String(name.dropLast(suffix.count))) else { return "\(outcome)/\(name) alone" }
                    let bytes = [UInt8](FileManager.default.contents(atPath: path + "/\(outcome)/\(name)") ?? Data())
                    let isWhole =
                        suffix == ".reason.txt" ? bytes.last == 0x0A : (try? JSONValue(parsing: bytes))?["seq"] != nil
                    return isWhole ? nil : "\(outcome)/\(name) is torn: \(bytes.count) bytes"
                }
                let suffix = ["flagged": ".verdict.json", "failed": ".reason.txt"][outcome]
                if let suffix, !all.contains(name + suffix) { return "\(outcome)/\(name) has none beside it" }
                return nil
            }
        }

        static func isSidecar(_ name: String) -> Bool {
            name.hasSuffix(".verdict.json") || name.hasSuffix(".reason.txt")
        }

        /// Verdicts by `[channel/]name`.
        private func journalled() throws -> ([String: [JournalLine]], badLines: Int) {
            var reader = JournalReader(try Folder(path: path + "/journal"))
            var verdicts: [String: [JournalLine]] = [:]
            while let entry = try reader.next() {
                verdicts[(entry.channel.map { $0 + "/" } ?? "") + entry.post, default: []].append(entry)
            }
            return (verdicts, reader.badLines)
        }

        private func files(_ folder: String) -> [String] {
            var found: [String] = []
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path + "/" + folder)) ?? [] {
                var status = stat()
                lstat(path + "/" + folder + "/" + name, &status)
                if status.st_mode & S_IFMT == S_IFDIR {
                    found += files(folder + "/" + name).map { name + "/" + $0 }
                } else {
                    found.append(name)
                }
            }
            return found.sorted()
        }
    }
#endif
