import Files
import Glibc
import Testing

@testable import Spool

@Suite struct ClaimTests {
    let temporary: TemporarySpool
    init() throws { temporary = try TemporarySpool() }

    @Test func movesAndReads() throws {
        temporary.makeFolder("inbox/general")
        try temporary.drop("general/a.json", "content")
        guard case .post(let post) = try temporary.claim("general/a.json", above: 41) else { throw Missing("a post") }
        #expect(post.sequence == 42)
        #expect(post.name == "a.json")
        #expect(post.channel == "general")
        #expect(post.bytes == Array("content".utf8))
        #expect(post.identity.size == 7)
        #expect(post.identity.digest == FileDigest.of(post.bytes))
        #expect(try temporary.names("work") == ["@general/", "@general/0000000000000042-a.json"])
        #expect(try temporary.names("inbox") == ["general/"])
    }

    @Test func digestIsFNV1a() {
        #expect(FileDigest.of([]) == "cbf29ce484222325")
        #expect(FileDigest.of(Array("foobar".utf8)) == "85944171f73967e8")
    }

    @Test func vanishedFileIsNoPost() throws {
        #expect(try temporary.claim("nothing") == nil)
        #expect(try temporary.claim("no-channel/nothing") == nil)
    }

    @Test func refusesWhatIsNoFile() throws {
        symlink("/etc/passwd", temporary.at("inbox/link"))
        mkfifo(temporary.at("inbox/pipe"), 0o644)
        temporary.makeFolder("inbox/folder")
        try temporary.write("inbox/folder/inside", "x")
        for (name, what) in [("link", "symbolic link"), ("pipe", "named pipe"), ("folder", "folder")] {
            let claimed = try temporary.claim(name).orThrow(name)
            #expect(claimed.reason?.contains(what) == true, "\(name)")
            guard case .refused(let refused) = claimed else { continue }
            let judged = JudgedPost(refused, decidedAt: .fromSystemClock())
            let filed = try Filing(temporary.spool).file(
                judged.file, to: judged.unfiled.destination, decidedAt: judged.decidedAt, sidecar: nil)
            #expect(filed.name == name)
        }
        #expect(
            try temporary.names("failed") == [
                "folder.reason.txt", "folder/", "folder/inside", "link", "link.reason.txt", "pipe", "pipe.reason.txt",
            ])
    }

    @Test func sizeLimit() throws {
        try temporary.drop("fits", "12345678")
        try temporary.drop("large", "123456789")
        #expect(try temporary.claim("fits", sizeLimit: 8)?.reason == nil)
        #expect(try temporary.claim("large", above: 1, sizeLimit: 8)?.reason == "it is too large: 9 bytes, at most 8")
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 1 << 20]) func readsAllOfIt(_ size: Int) throws {
        let post = try temporary.claimed("a", String(repeating: "x", count: size))
        #expect(post.bytes.count == size)
        #expect(post.identity.size == size)
    }

    @Test func sparseGiantIsNotRead() throws {
        try temporary.write("inbox/giant", "")
        truncate(temporary.at("inbox/giant"), 10 << 30)
        #expect(try temporary.claim("giant")?.reason?.contains("10737418240 bytes") == true)
    }

    /// An event may tell of an earlier file of that name.
    @Test func emptyFileWaitsUntilItIsQuiet() async throws {
        let claim = Claim(temporary.spool, numbers: SequenceNumbers(above: 0))
        let arrival = try Arrival(channel: nil, rawName: Array("empty".utf8)).orThrow("an arrival")
        try temporary.write("inbox/empty", "")
        guard case .notYet = try claim.claim(arrival) else { throw Missing("a wait") }
        #expect(try temporary.names("inbox") == ["empty"])
        #expect(try temporary.names("work").isEmpty)
        try await Task.sleep(for: .seconds(2.1))
        guard case .claimed(.post(let post)) = try claim.claim(arrival) else { throw Missing("a post") }
        #expect(post.bytes.isEmpty)
        guard case .gone = try claim.claim(arrival) else { throw Missing("nothing") }
    }

    @Test func refusedNamesGetCleanOnes() throws {
        let raw: [UInt8] = [0x61, 0xFF, 0x0A]
        let opened = withName(raw) { Int(openat(temporary.spool.inbox.descriptor, $0, O_CREAT | O_WRONLY, 0o644)) }
        close(Int32(opened))
        let arrival = try Arrival(channel: nil, rawName: raw).orThrow("an arrival")
        let claimed = try Claim(temporary.spool, numbers: SequenceNumbers(above: 0), quiet: .zero).claim(arrival)
            .claimed
        #expect(claimed?.reason?.contains("not UTF-8") == true)
        #expect(try temporary.names("work") == ["0000000000000001!a%FF%0A"])
        #expect(WorkFile(fileName: "0000000000000001!a%FF%0A", channel: nil) == claimed?.file)
    }

    /// Root reads everything; another user's rights are put on for the time of the claim.
    @Test func unreadableFileSaysWhatToDo() throws {
        try temporary.drop("it's secret.json")
        chmod(temporary.at("inbox/it's secret.json"), 0)
        let claimed = try temporary.asOrdinaryUser { try temporary.claim("it's secret.json") }
        let reason = try (claimed?.reason).orThrow("a refusal")
        #expect(reason.contains("its mode is 0000"))
        #expect(reason.contains(#"chmod g+r 'it'\''s secret.json'"#))
    }

    // MARK: Files that cannot be had just now

    #if DEBUG
        /// Claims `arrival` while the calls named in `faults` fail.
        private func claim(_ claim: Claim, _ arrival: Arrival, _ faults: String) throws -> ClaimResult {
            try Faults.$inTest.withValue(try Faults(faults, death: .silence).orThrow("faults")) {
                try claim.claim(arrival)
            }
        }

        private func prepared(_ name: String = "a", in channel: String? = nil) throws -> (Claim, Arrival, TurnedClock) {
            let clock = TurnedClock()
            if let channel { temporary.makeFolder("inbox/" + channel) }
            try temporary.drop((channel.map { $0 + "/" } ?? "") + name)
            let claim = Claim(
                temporary.spool, numbers: SequenceNumbers(above: 0), channels: ChannelBackOff(now: clock.read),
                now: clock.read)
            return (claim, try Arrival(channel: channel, rawName: Array(name.utf8)).orThrow("an arrival"), clock)
        }

        /// Samba and nfsd hold leases: such a post went to failed/ for ever.
        @Test func aLeasedPostWentToFailed() throws {
            let (claim, arrival, clock) = try prepared()
            guard case .notYet = try self.claim(claim, arrival, "open:1+:EAGAIN") else { throw Missing("a wait") }
            #expect(try temporary.names("inbox") == ["a"])
            #expect(try temporary.names("work") == [])
            #expect(claim.isRetrying)
            // Its coming back is an event, which must not lead to a loop.
            guard case .notYet = try claim.claim(arrival) else { throw Missing("a wait") }
            clock.turn(2)
            guard case .claimed(.post) = try claim.claim(arrival) else { throw Missing("a post") }
            #expect(!claim.isRetrying)
        }

        @Test func aLeaseThatNobodyBreaksIsNamed() throws {
            let (claim, arrival, clock) = try prepared()
            guard case .notYet = try self.claim(claim, arrival, "open:1+:EAGAIN") else { throw Missing("a wait") }
            clock.turn(44)
            guard case .notYet = try self.claim(claim, arrival, "open:1+:EAGAIN") else { throw Missing("a wait") }
            clock.turn(20)
            let result = try self.claim(claim, arrival, "open:1+:EAGAIN")
            let reason = try (result.claimed?.reason).orThrow("a refusal")
            #expect(reason.contains("a lease of Samba or NFS"))
            #expect(!reason.contains("mode"))
        }

        @Test(arguments: ["EIO", "ESTALE"]) func aDiskThatFailsKeepsThePostInTheInbox(_ error: String) throws {
            let (claim, arrival, clock) = try prepared()
            for _ in 0..<20 {
                #expect { try self.claim(claim, arrival, "open:1+:\(error)") } throws: {
                    ($0 as? SpoolProblem)?.momentaryCode != nil
                }
                clock.turn(31)
            }
            #expect(try temporary.names("inbox") == ["a"])
            guard case .claimed(.post) = try claim.claim(arrival) else { throw Missing("a post") }
        }

        /// The reason blamed a mode that was right.
        @Test func aRefusalThatTheModeDoesNotExplainIsRetriedAndNamed() throws {
            let (claim, arrival, clock) = try prepared()
            guard case .notYet = try self.claim(claim, arrival, "open:1+:EACCES") else { throw Missing("a wait") }
            clock.turn(6)
            let result = try self.claim(claim, arrival, "open:1+:EACCES")
            let reason = try (result.claimed?.reason).orThrow("a refusal")
            #expect(reason.contains("security module"))
            #expect(!reason.contains("chmod"))
        }

        /// Each of them cost a worker 0.2 s, with good posts of the batch in its hands.
        @Test(arguments: ["EPERM", "EACCES", "EXDEV"])
        func unclaimablePostsOfAChannelCostTheOthersNothing(_ error: String) throws {
            let (claim, first, clock) = try prepared("0", in: "bad")
            var arrivals = [first]
            for number in 1..<300 {
                try temporary.drop("bad/\(number)")
                arrivals.append(
                    try Arrival(channel: "bad", rawName: Array("\(number)".utf8)).orThrow("an arrival"))
            }
            var leftOut = 0
            let faults = try Faults("rename:1+:\(error)", death: .silence).orThrow("faults")
            Faults.$inTest.withValue(faults) {
                for arrival in arrivals {
                    if case .leftOut? = try? claim.claim(arrival) { leftOut += 1 }
                }
            }
            #expect(leftOut == 300 - ChannelBackOff.failuresInARow)
            try temporary.drop("good")
            guard case .claimed = try claim.claim(Arrival(channel: nil, rawName: Array("good".utf8)).orThrow("one"))
            else { throw Missing("the post of another channel") }
            clock.turn(100)
            #expect(try arrivals.allSatisfy { try claim.claim($0).claimed != nil }, "mended, they go their way")
        }

        @Test func aStickyFolderIsNamedWithWhatToDo() throws {
            let (claim, arrival, _) = try prepared("a", in: "bad")
            chmod(temporary.at("inbox/bad"), 0o1777)
            #expect { try self.claim(claim, arrival, "rename:1+:EPERM") } throws: {
                "\($0)".contains("posts cannot be taken out of the folder inbox/bad")
                    && "\($0)".contains("chmod -t inbox/bad")
            }
        }
    #endif

    @Test func numberThatIsTakenIsPassedOver() throws {
        try temporary.write("work/0000000000000001-a", "somebody's")
        try temporary.drop("a")
        #expect(try temporary.claim("a")?.file.sequence == 2)
        #expect(temporary.text("work/0000000000000001-a") == "somebody's")
    }

    @Test func recheckSeesChanges() throws {
        let claim = Claim(temporary.spool, numbers: SequenceNumbers(above: 0))
        let post = try temporary.claimed("a", "before")
        guard case .unchanged = try claim.recheck(post) else { throw Missing("unchanged") }
        try temporary.write("work/0000000000000001-a", "behind")  // as long as before
        guard case .changed(.post(let again)) = try claim.recheck(post) else { throw Missing("changed") }
        #expect(again.bytes == Array("behind".utf8))
        #expect(again.sequence == 1)
        guard case .unchanged = try claim.recheck(again) else { throw Missing("unchanged") }
        unlink(temporary.at("work/0000000000000001-a"))
        guard case .gone = try claim.recheck(again) else { throw Missing("gone") }
    }

    @Test(arguments: [
        ("plain.json", "plain.json"), ("a b", "'a b'"), ("-rf", "./-rf"), ("- f", "./'- f'"), ("it's", #"'it'\''s'"#),
        ("$(x)", "'$(x)'"), ("字", "字"),
    ])
    func quotesForTheShell(_ name: String, _ quoted: String) { #expect(shellQuoted(name) == quoted) }
}
