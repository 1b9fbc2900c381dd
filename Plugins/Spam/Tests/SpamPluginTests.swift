import Moderation
import RuleFiles
import Testing
import TextForms

@testable import SpamPlugin

/// Lessons and questions as a community would give them.
enum Community {
    static let now = Instant(seconds: 1_795_512_600)

    static func post(_ text: String, author: String? = nil, age: Double? = nil) -> ExaminedPost {
        var post = Post()
        post.add(.body, .text(Array(text.utf8)))
        if let author { post.add(Field("author.id"), .text(Array(author.utf8))) }
        if let age { post.add(.authorCreatedAt, .time(Instant(seconds: 1_795_512_600 - age))) }
        return ExaminedPost(post, receivedAt: now)
    }

    static func lesson(_ text: String, _ word: Decision.Word, author: String? = nil, id: String? = nil) -> Lesson {
        Lesson(post(text, author: author), Decision(word, by: "mo", at: now), id: id ?? text)
    }

    static let spam = [
        "Guaranteed profit, write to t.me/profit", "guaranteed profit every day, join t.me/gain now",
        "Earn guaranteed money at t.me/cash", "WIN guaranteed prizes t.me/prize", "稳赚不赔，加群 t.me/zhuan",
        "稳赚项目 t.me/qian 日入过千", "profit guaranteed!!! t.me/more", "guaranteed income t.me/easy 2000 a day",
    ]
    static let fine = [
        "Milk went from 3.50 to 4.20 in my street", "My rent is 2000 a month, and yours?",
        "Hello, I am new here, from Xi'an",
        "I wrote down what we paid at the hospital", "今天的天气真好，去公园了", "我房租三千五，你们呢", "What did you cook today?",
        "My cat opened the rice cooker again",
    ]

    /// Taught the posts above, some times over with small changes.
    static func taught(rounds: Int = 3, base: BaseModel? = nil) -> SpamMemory {
        let memory = SpamMemory(base: base)
        for round in 0..<rounds {
            for (bad, good) in zip(spam, fine) {
                memory.learn(lesson(bad + " no \(round)", .reject))
                memory.learn(lesson(good + " no \(round)", .approve))
            }
        }
        memory.settle()
        return memory
    }

    static func probability(_ text: String, _ memory: SpamMemory) -> Double {
        memory.score(post(text), now: now).probability
    }
}

@Suite(.timeLimit(.minutes(5))) struct SpamPluginTests {
    @Test(arguments: [
        ("guaranteed profit for you, t.me/other", true), ("稳赚的项目加我 t.me/x", true),
        ("What is your rent in Shanghai?", false), ("今天去公园散步", false),
    ]) func learnsFromDecisions(_ text: String, _ isSpam: Bool) {
        #expect((Community.probability(text, Community.taught()) > 0.5) == isSpam)
    }

    @Test func upheldIsSpamAndApprovedIsFine() {
        let memory = SpamMemory(base: nil)
        memory.learn(Community.lesson("a", .uphold))
        memory.learn(Community.lesson("b", .reject))
        memory.learn(Community.lesson("c", .approve))
        #expect(memory.lessons == (1, 2))
    }

    @Test func oneInAHundredKnowsNothing() { #expect(Community.probability("anything", SpamMemory(base: nil)) == 0.5) }

    @Test func onePostTeachesOnce() {
        let memory = SpamMemory(base: nil)
        for _ in 0..<5 { memory.learn(Community.lesson("guaranteed", .reject)) }
        #expect(memory.lessons == (0, 1))
    }

    @Test func reasonsStandWhereTheWordsAre() throws {
        let text = "Hello friends! ＧＵＡＲＡＮＴＥＥＤ profit at t.me/abc"
        let reading = Community.taught().score(Community.post(text), now: Community.now)
        let shown = reading.reasons.filter { $0.weight > 0 }.compactMap { reason in
            reason.range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
        }
        #expect(shown.contains { $0.contains("ＧＵＡＲＡＮＴＥＥＤ") }, "\(shown)")
        #expect(reading.reasons.contains { $0.weight < 0 } || !reading.reasons.isEmpty)
    }

    @Test func factsAreToldWithoutWords() {
        let reading = Community.taught().score(
            Community.post("guaranteed profit t.me/abc", age: 3 * 3600), now: Community.now)
        for one in reading.evidence where one.range == nil {
            #expect(!(one.value ?? "").contains("guaranteed") && !(one.value ?? "").contains("t.me"))
        }
    }

    /// The order of the answer is that of the lessons: the same lessons give the same model.
    @Test func relearningForgetsWhatIsLeftOut() {
        let memory = Community.taught()
        let before = Community.probability("guaranteed profit t.me/x", memory)
        memory.relearn(Community.fine.map { Community.lesson($0, .approve) })
        #expect(memory.lessons == (8, 0))
        #expect(Community.probability("guaranteed profit t.me/x", memory) < before)
    }

    @Test func aReversedDecisionCountsTheOtherWay() {
        let memory = Community.taught()
        let text = "guaranteed profit t.me/x"
        memory.learn(Community.lesson(text, .reject))
        let before = Community.probability(text, memory)
        memory.learn(Community.lesson(text, .approve))
        #expect(Community.probability(text, memory) < before)
    }
}

/// What a moderator reads: `why: 'guaranteed profit', a link to 't.me/x'`.
@Suite(.timeLimit(.minutes(5))) struct ReasonsTests {
    private static func reasons(_ text: String, _ memory: SpamMemory, age: Double? = nil) -> [(String, Double)] {
        memory.score(Community.post(text, age: age), now: Community.now).reasons.map { reason in
            let quote = reason.range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
            return ([reason.name, quote].compactMap { $0 }.joined(separator: " "), reason.weight)
        }
    }

    @Test func aLinkIsOneReasonAndNoFragment() {
        let found = Self.reasons("guaranteed profit, see https://t.me/gain/abc now", Community.taught())
        let links = found.filter { $0.0.contains("t.me") || $0.0.contains("https") }
        #expect(links.map(\.0) == ["a link to https://t.me/gain/abc"], "\(found)")
        #expect(links.allSatisfy { $0.1 > 0 })
    }

    /// Words that hold sentences together tell nothing by themselves, in neither language.
    @Test(arguments: Community.spam + Community.fine + ["the of and", "你 我 的", "http https www com"])
    func noWordThatSaysNothingStandsAlone(_ text: String) {
        for (reason, _) in Self.reasons(text, Community.taught()) {
            let words = reason.lowercased().split(separator: " ")
            #expect(words.count > 1 || !FunctionWords.all.contains(Array(reason.lowercased().utf8)), "\(reason)")
        }
    }

    @Test func oneIdeographIsShownWithItsNeighbour() {
        let memory = SpamMemory(base: nil)
        for number in 0..<12 {
            memory.learn(Community.lesson("今天\(number)元卖号了", .reject))
            memory.learn(Community.lesson("今天\(number)元买菜了", .approve))
        }
        memory.settle()
        let texts = Self.reasons("今天买了卖了", memory).map(\.0).filter { !$0.contains("text") && !$0.contains("no ") }
        #expect(!texts.isEmpty && texts.allSatisfy { $0.count > 1 }, "\(texts)")
    }

    /// Length, words and how they repeat are one thing to a reader, and so are all ways to count digits.
    @Test func whatSaysTheSameIsSaidOnce() {
        for text in Community.spam + ["1 2 3 4 5 6 7 8 9 10 11 12345678901234567890 profit"] {
            let names = Self.reasons(text, Community.taught(), age: 3600).map(\.0)
            #expect(names.count { $0.contains("digits") || $0.contains("digit") } <= 1, "\(names)")
            #expect(names.count { $0.contains("characters)") || $0.contains("words") } <= 1, "\(names)")
            #expect(Set(names).count == names.count)
        }
    }
}

/// Where the threshold belongs when there are few lessons, and when spam is rare.
@Suite(.timeLimit(.minutes(5))) struct CalibrationTests {
    @Test(arguments: [4, 12, 24]) func fewLessonsPutTheThresholdBetween(_ spam: Int) {
        let memory = SpamMemory(base: nil)
        for number in 0..<24 {
            memory.learn(Community.lesson(Community.fine[number % 8] + " really \(number)", .approve))
            if number < spam { memory.learn(Community.lesson(Community.spam[number % 8] + " ok \(number)", .reject)) }
        }
        memory.settle()
        #expect(Community.probability("guaranteed profit, write to t.me/new", memory) > 0.5)
        for text in ["What is your rent in Xi'an?", "我今天做饭了", "My cat is at the hospital"] {
            #expect(Community.probability(text, memory) < 0.5, "\(text)")
        }
    }

    /// No lesson is asked of a model that learned it: what nothing else tells is told by nobody.
    @Test func crossFittingAsksModelsThatDidNotLearnTheLesson() {
        let memory = SpamMemory(base: nil)
        for number in 0..<20 {
            // Alike but for one word, of which no piece tells what the post is.
            let isSpam = number.nonzeroBitCount % 2 == 0
            memory.learn(
                Community.lesson("q\(String(number + 32, radix: 2))z hello", isSpam ? .reject : .approve))
        }
        let lessons = memory.kept
        #expect(lessons.count == 20)
        let margins = CrossFitting.margins(of: lessons)
        #expect(margins == CrossFitting.margins(of: lessons))
        let right = zip(margins, lessons).count { ($0 > 0) == $1.isSpam }
        #expect(right < 18, "\(right) of 20 are known by heart")
    }

    /// A decision's snapshot holds the calibration of all lessons, and asking twice changes nothing.
    @Test func aSnapshotIsCalibratedOnce() throws {
        let memory = SpamMemory(base: nil)
        for (bad, good) in zip(Community.spam, Community.fine) {
            memory.learn(Community.lesson(bad, .reject))
            memory.learn(Community.lesson(good, .approve))
        }
        let before = Community.probability("anything at all", memory)
        let bytes = try #require(memory.snapshot())
        let after = Community.probability("anything at all", memory)
        #expect(before != after)
        #expect(memory.snapshot() == nil)
        #expect(Community.probability("anything at all", try SpamMemory(bytes)) == after)
    }

    @Test func theBaseSpeaksAloneUntilBothKindsAreKnown() throws {
        let memory = SpamMemory()
        let text = "You have WON a £1000 prize! Call 09061701461 now to claim"
        let alone = Community.probability(text, memory)
        #expect(alone > 0.9 && alone < 0.983)
        for number in 0..<8 { memory.learn(Community.lesson(Community.fine[number], .approve)) }
        #expect(Community.probability(text, memory) == alone)
        for number in 0..<3 { memory.learn(Community.lesson(Community.spam[number], .reject)) }
        #expect(Community.probability(text, memory) != alone)
    }
}

@Suite(.timeLimit(.minutes(5))) struct PoisoningTests {
    @Test func anAuthorTeachesSoMuchAndNoMore() {
        let memory = SpamMemory(base: nil)
        for index in 0..<200 {
            let words = (0..<8).map { "w\(index * 8 + $0)x" }.joined(separator: " ")
            memory.learn(Community.lesson(words, .approve, author: "one"))
        }
        #expect(memory.lessons.acceptable == 20)
        let notices = memory.takeNotices()
        #expect(notices.count == 1 && notices[0].hasPrefix("180 lessons were passed over"), "\(notices)")
    }

    @Test func aCampaignTeachesSoMuchAndNoMore() {
        let memory = SpamMemory(base: nil)
        for index in 0..<200 {
            memory.learn(Community.lesson("buy the very same thing now", .reject, id: "\(index)"))
        }
        #expect(memory.lessons.spam == 20)
    }

    @Test func lessonsAgainstASureModelAreReported() {
        let memory = Community.taught(rounds: 12)
        _ = memory.takeNotices()
        for (index, text) in Community.spam.enumerated() {
            memory.learn(Community.lesson(text + " no 1", .approve, author: "p\(index)", id: "other \(index)"))
        }
        let notices = memory.takeNotices()
        #expect(notices.contains { $0.contains("the opposite") }, "\(notices)")
        #expect(memory.takeNotices() == [])
    }

    @Test func forgettingAnAuthorRemovesTheirLessons() throws {
        let memory = SpamMemory(base: nil)
        memory.learn(Community.lesson("guaranteed profit", .reject, author: "one"))
        memory.learn(Community.lesson("good day", .approve, author: "two"))
        let whole = try SpamSnapshot.read(try #require(memory.snapshot())).0
        memory.forget(author: "one")
        let left = try SpamSnapshot.read(try #require(memory.snapshot())).0
        #expect(whole.kept.count == 2 && left.kept.count == 1 && left.kept[0].isSpam == false)
    }
}

@Suite(.timeLimit(.minutes(5))) struct SpamSnapshotTests {
    @Test(arguments: [true, false]) func whatWasWrittenIsRead(_ usesBase: Bool) throws {
        let memory = Community.taught(base: usesBase ? .embedded : nil)
        let bytes = try #require(memory.snapshot())
        let again = try SpamMemory(bytes)
        #expect(memory.snapshot() == nil && again.snapshot() == nil)
        for text in Community.spam + Community.fine + ["anything"] {
            #expect(Community.probability(text, memory) == Community.probability(text, again))
        }
        again.learn(Community.lesson("something new", .approve))
        #expect(again.snapshot() != nil)
    }

    @Test func everyDamageIsFound() throws {
        let bytes = try #require(Community.taught(rounds: 1).snapshot())
        var refused = 0
        let places = Array(stride(from: 0, to: bytes.count, by: 977)) + [0, 16, bytes.count - 1]
        for place in places {
            var damaged = bytes
            damaged[place] ^= 0x41
            do { _ = try SpamMemory(damaged) } catch { refused += 1 }
        }
        #expect(refused == places.count)
        for length in [0, 5, 16, 17, 24, 100, bytes.count / 2, bytes.count - 1] {
            #expect(throws: MemoryProblem.self) { try SpamMemory(Array(bytes[..<length])) }
        }
    }

    /// Also one whose checksum somebody made fit: it is refused, or it works.
    @Test func noSealedSnapshotTraps() throws {
        let whole = try #require(Community.taught(rounds: 1).snapshot()).dropLast(8)
        var chance = SystemRandomNumberGenerator()
        var opened = 0
        for _ in 0..<300 {
            var bytes = Array(whole)
            for _ in 0..<Int.random(in: 1...3, using: &chance) {
                // Counts and numbers stand in the beginning; lessons at the end.
                let isEarly = Bool.random(using: &chance)
                let place = Int.random(in: isEarly ? 16..<400 : 16..<bytes.count, using: &chance)
                bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &chance) ?? 0
            }
            if Int.random(in: 0..<4, using: &chance) == 0 {
                bytes.removeLast(Int.random(in: 1..<bytes.count - 20, using: &chance))
            }
            guard let memory = try? SpamMemory(SpamSnapshot.sealed(bytes)) else { continue }
            opened += 1
            #expect((0...1).contains(Community.probability("guaranteed profit t.me/x", memory)))
            memory.learn(Community.lesson("a new one", .approve))
            memory.settle()
        }
        #expect(opened > 0)
    }

    /// Nothing that was written can be read out of it.
    @Test func holdsNoText() throws {
        let memory = SpamMemory(base: nil)
        memory.learn(Community.lesson("unmistakable-word profit", .reject, author: "unmistakable-author"))
        let bytes = try #require(memory.snapshot())
        #expect(!bytes.isEmpty && !String(decoding: bytes, as: UTF8.self).contains("unmistakable"))
    }

    @Test func theBaseModelIsThere() throws {
        let base = try #require(BaseModel.embedded)
        var reader = FeatureReader()
        reader.read(Community.post("You have WON a £1000 prize! Call 09061701461 now to claim"), now: Community.now)
        let spam = base.logit(margin: base.margin(reader.vector))
        reader.read(Community.post("I will be home at six, see you then"), now: Community.now)
        #expect(spam > base.logit(margin: base.margin(reader.vector)) + 2)
        #expect(BaseModel(Array(repeating: 0, count: 65556)) == nil && BaseModel([]) == nil)
    }
}

@Suite(.timeLimit(.minutes(5))) struct FeatureReaderTests {
    private static func slots(_ text: String) -> Set<UInt32> {
        var reader = FeatureReader()
        reader.read(Community.post(text), now: Community.now)
        return Set(reader.vector.slots[reader.vector.range(of: .words)])
    }

    @Test(arguments: [("加薇信", "加薇信"), ("ＦＲＥＥ money", "free money"), ("賭博", "赌博")])
    func disguiseChangesNoWord(_ a: String, _ b: String) { #expect(Self.slots(a) == Self.slots(b)) }

    @Test func aFeatureCountsOnce() {
        #expect(Self.slots("buy buy buy").count == 4)  // the word, the pair, how it begins, how it ends
    }

    @Test(arguments: [0, 1, 4095, 4096, 4097, 100_000, 1_000_000])
    func anyLengthIsRead(_ count: Int) {
        var reader = FeatureReader()
        for text in [String(repeating: "ab ", count: count / 3), String(repeating: "字", count: count / 3)] {
            reader.read(Community.post(text), now: Community.now)
            #expect(reader.features.count <= FeatureReader.limit)
            #expect(reader.features.count == reader.vector.slots.count)
            #expect(Set(reader.vector.slots).count == reader.vector.slots.count)
        }
    }
}

extension FeatureReaderTests {
    /// However long a post is, its links and numbers are not crowded out by its words.
    @Test func aLongPostHasItsFacts() {
        var reader = FeatureReader()
        let words = (0..<900).map { String($0 &* 7919, radix: 36) }.joined(separator: " ")
        reader.read(Community.post(words + " t.me/profit"), now: Community.now)
        #expect(reader.features.contains { $0.fact == .host } && reader.features.contains { $0.fact == .length })
    }

    /// What was learned of 300 characters is known of 400: they share all steps but one.
    @Test func whatGrowsSharesItsSteps() {
        func facts(_ text: String) -> Set<UInt32> {
            var reader = FeatureReader()
            reader.read(Community.post(text), now: Community.now)
            return Set(reader.vector.slots[reader.vector.range(of: .facts)])
        }
        let (short, long) = (
            facts("word " + String(repeating: "ab ", count: 90)), facts("word " + String(repeating: "ab ", count: 140))
        )
        #expect(short.intersection(long).count * 10 > short.count * 7)
    }
}

@Suite(.timeLimit(.minutes(5))) struct SpamCheckTests {
    private static func problem(_ value: String) -> String? {
        let rule = "- {id: a, summary: A, spam: \(value), score: 1}\n"
        let folder = RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rule.utf8))])
        do {
            _ = try LoadedRules(folder, plugins: InstalledPlugin.withoutMemory([SpamPlugin()]))
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: ["'> 0.95'", "'>= 0.5'", "['< 0.1', '> 0.9']"]) func reads(_ value: String) {
        #expect(Self.problem(value) == nil)
    }

    @Test(arguments: [("'> 95'", "no probability"), ("likely", "no comparison"), ("'> x'", "no number")])
    func says(_ value: String, _ complaint: String) throws {
        #expect(try #require(Self.problem(value)).contains(complaint))
    }

    @Test(arguments: [("0.97", true), ("0.95", false), ("nonsense", false)])
    func believesWhatIsAssumed(_ assumed: String, _ holds: Bool) throws {
        let rule = "- {id: a, summary: A, spam: '> 0.95', score: 1}\n"
        let folder = RuleFolder(files: [.init(path: "r.yaml", bytes: Array(rule.utf8))])
        let ruleset = try LoadedRules(folder, plugins: InstalledPlugin.withoutMemory([SpamPlugin()])).ruleset
        var judge = try Judge(ruleset: ruleset)
        var post = Post()
        post.add(.body, .text(Array("hello".utf8)))
        let verdict = judge.judge(
            ExaminedPost(post, receivedAt: Community.now, assumptions: ["spam": assumed]), now: Community.now)
        #expect(verdict.findings.isEmpty != holds)
    }
}
