import Moderation
import RuleFiles
import Testing

/// Every mistake in a rule folder is told with its place and with what to write instead.
@Suite struct LoadErrorsTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let files: [String: String]
        let problem: String
        var testDescription: String { problem }

        init(yaml: String, problem: String, more: [String: String] = [:]) {
            files = more.merging(["r.yaml": yaml]) { $1 }
            self.problem = problem
        }

        /// Beside a rule that is right.
        init(policy: String, problem: String) {
            self.init(yaml: LoadedRulesTests.good, problem: problem, more: ["moongate.yaml": policy])
        }
    }

    static let inFiles = [
        Mistake(yaml: "", problem: "r.yaml:1:1: error: the file is empty"),
        Mistake(yaml: "# only a comment\n", problem: "r.yaml:1:1: error: the file is empty"),
        Mistake(yaml: "id: x", problem: "r.yaml:1:1: error: a rule file is a list of rules"),
        Mistake(yaml: "- just text", problem: "r.yaml:1:3: error: a rule is a block of keys"),
        Mistake(yaml: "- score: 1", problem: "r.yaml:1:3: error: the rule has no id"),
        Mistake(yaml: "- id: A b\n  body: x\n  score: 1", problem: "r.yaml:1:7: error: 'A b' cannot be an id"),
        Mistake(yaml: "- id: x\n  score: 1", problem: "r.yaml:1:7: error: the rule 'x' has no check"),
        Mistake(yaml: "- id: x\n  body: y", problem: "has no effect; give it a score: 4"),
        Mistake(yaml: "- id: x\n  body: y\n  score: 0", problem: "is worth 0"),
        Mistake(yaml: "- id: x\n  body: y\n  score: 1\n  action: flag", problem: "has a score and an action"),
        Mistake(yaml: "- id: x\n  body: y\n  score: four", problem: "r.yaml:3:10: error: 'four' is not a number"),
        Mistake(
            yaml: "- id: x\n  body: y\n  action: flga",
            problem: "r.yaml:3:11: error: 'flga' is not an action; did you mean 'flag'?"),
        Mistake(
            yaml: "- id: x\n  body: y\n  score: 1\n  mode: test",
            problem: "'test' is not a mode; write one of: live, shadow, off"),
        Mistake(
            yaml: "- id: x\n  bodu: y\n  score: 1",
            problem: "r.yaml:2:3: error: unknown key 'bodu'; did you mean 'body'?"),
        Mistake(yaml: "- id: x\n  scroe: 1\n  body: y", problem: "unknown key 'scroe'; did you mean 'score'?"),
        Mistake(yaml: "- id: x\n  body: y\n  body: z\n  score: 1", problem: "the key 'body' is there twice"),
        Mistake(
            yaml: "- id: x\n  body: y\n  score: 1\n- id: x\n  body: z\n  score: 1",
            problem: "r.yaml:4:7: error: the id 'x' is taken already, at r.yaml:1:7"),
        // Bugs: AutoModerator's words and the colon of Chinese keyboards had no advice.
        Mistake(
            yaml: "- id: x\n  body: y\n  action: remove",
            problem: "'remove' is not an action; write action: reject"),
        Mistake(
            yaml: "- id: x\n  body_shorter_than: 20\n  score: 1",
            problem: "unknown key 'body_shorter_than'; write body_length: \"< 20\""),
        Mistake(yaml: "- id: x\n  author: {name: y}\n  score: 1", problem: "author.name: bob"),
        Mistake(yaml: "- id: x\n  body：y\n  score: 1", problem: "r.yaml:2:7: error: '：' is not the colon of YAML"),
        Mistake(yaml: "- id：x\n", problem: "r.yaml:1:5: error: '：' is not the colon of YAML"),
        Mistake(
            yaml: "- id: x\n  unless: [a]\n  body (regex): '\\x{200b}'\n  score: 1",
            problem: "nothing is left of the pattern"),
        Mistake(yaml: "- id: x\n\tbody: y", problem: "this is not YAML"),
        Mistake(yaml: "- id: x\n  body: 'y", problem: "this is not YAML"),
        Mistake(
            yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fires: [z]}",
            problem: "r.yaml:4:22: error: 'x' should hold for this example and does not"),
        Mistake(
            yaml: "- id: x\n  body: y\n  score: 1\n  examples: {passes: [a y]}",
            problem: "should not hold for this example and does ('y')"),
        Mistake(
            yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fires: [↓a↑ y]}", problem: "does not find what ↓ ↑ mark"
        ),
        Mistake(yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fires: [a ↓y]}", problem: "↓ without an ↑"),
        Mistake(yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fire: [y]}", problem: "did you mean 'fires'?"),
        Mistake(
            yaml: "- id: x\n  body: y\n  score: 1\n  examples: {fires: [{bodi: y}]}",
            problem: "the example is not a post: there is nothing to judge"),
        Mistake(yaml: "- id: x\n  body+body_length: y\n  score: 1", problem: "cannot be joined"),
        Mistake(yaml: "- {id: x, body: *nowhere, score: 1}", problem: "this is not YAML"),
        Mistake(policy: "policy: {flag_at: 0}", problem: "every post would be flagged"),
        Mistake(policy: "policy: {flag_at: 4, reject_at: 2}", problem: "is below flag_at"),
        Mistake(policy: "policy: {flagat: 4}", problem: "did you mean 'flag_at'?"),
        Mistake(policy: "polcy: {}", problem: "did you mean 'policy'?"),
    ]

    static let inTheLanguage = [
        Mistake(yaml: "- {id: a, rules: b, score: 1}", problem: "there is no rule 'b'"),
        Mistake(
            yaml: "- {id: a, rules: ba and, score: 1}\n- {id: ba, body: x, score: 1}",
            problem: "a rule's id is missing at the end"),
        Mistake(yaml: "- {id: a, rules: (ba, score: 1}", problem: "r.yaml:1:18: error: the ( is not closed"),
        Mistake(
            yaml: "- {id: a, rules: '(ba', score: 1}\n- {id: ba, body: x}",
            problem: "r.yaml:1:19: error: the ( is not closed"),
        Mistake(yaml: "- {id: a, rules: ba bb, score: 1}\n- {id: ba, body: x}", problem: "'bb' is not expected here"),
        Mistake(yaml: "- {id: a, rules: b, score: 1}\n- {id: b, rules: a, score: 1}", problem: "circle: a -> b -> a"),
        Mistake(yaml: "- {id: a, rules: a, score: 1}", problem: "circle: a -> a"),
        Mistake(
            yaml: "- {id: a, rules: bx, score: 1}\n- {id: bx, body: x, score: 1, mode: off}", problem: "'bx' is off"),
        Mistake(
            yaml: "- {id: a, body: $nope, score: 1}",
            problem: "there is no list 'nope'; put its words into lists/nope.txt"),
        Mistake(
            yaml: "- {id: a, body: $pest, score: 1}", problem: "did you mean 'pets'?", more: ["lists/pets.txt": "cat"]),
        Mistake(
            yaml: "- {id: a, body: $p, score: 1}", problem: "lists/p.txt:1:1: error: the list holds no word",
            more: ["lists/p.txt": "# x"]),
        Mistake(
            yaml: "- {id: a, body: $p, score: 1}", problem: "lists/p.txt:2:1: error: 'score=x' is not a score",
            more: ["lists/p.txt": "a\nb; score=x"]),
        // Found by the fuzzer: the reader trapped.
        Mistake(
            yaml: "- {id: a, body: $p, score: 1}", problem: "lists/p.txt:2:1: error: '=' says nothing of the word",
            more: ["lists/p.txt": "a\nb;;=;;;"]),
        Mistake(
            yaml: "- {id: a, body: $p, score: 1}", problem: "lists/p.txt:1:1: error: unknown attribute 'incldes'",
            more: ["lists/p.txt": "b; incldes"]),
        Mistake(
            yaml: "- {id: a, body: $p, score: 1}", problem: "lists/p.txt:2:1: warning: 'a' is there already",
            more: ["lists/p.txt": "a\na\nb; score=x"]),
        Mistake(yaml: "- {id: a, standard: b, score: 1}", problem: "there is no base 'b'"),
        Mistake(
            yaml: "- {base: b, body: x, score: 1}\n- {id: a, standard: b, score: 1}",
            problem: "a base holds checks only"),
        Mistake(yaml: "- {id: a, body: x, group: g, score: 1}", problem: "the group 'g' has no cap"),
        Mistake(yaml: "- {id: a, body: x, priority: 3, score: 1}", problem: "only actions have an order"),
        Mistake(
            yaml: "- {id: a, body: x, priority: 2.5, action: flag}",
            problem: "r.yaml:1:30: error: '2.5' is not a whole number"),
        Mistake(
            yaml: "- {id: a, body: x, reason: 'see {{mtch}}', score: 1}",
            problem: "unknown placeholder '{{mtch}}'; did you mean 'match'?"),
        Mistake(yaml: "- {id: a, body: x, ~body: x, score: 1}", problem: "the rule can never hold"),
        Mistake(
            yaml: "- {id: a, body: x, body#2: x, score: 1}\n- {id: A!, body: y, score: 1}",
            problem: "warning: this check is there already"),
        Mistake(yaml: "- {id: a, any: [{body: x}], score: 1}", problem: "any is a list of at least two"),
        Mistake(yaml: "- {id: a, any: [{body: x}, {score: 3}], score: 1}", problem: "'score' belongs to the rule"),
        Mistake(
            yaml: "- {id: a, body: x, score: 1, examples: {fires: [{body: x, assume: {author.acount_age: 1 day}}]}}",
            problem: "no rule asks for 'author.acount_age'"),
        Mistake(yaml: "- {id: a, unless: x, score: 1}", problem: "has no check"),
        Mistake(yaml: "- {id: a, body: x, ~unless: y, score: 1}", problem: "cannot be turned round"),
        Mistake(
            yaml: "- {id: a, body (regex): '[ß]', score: 1}",
            problem: "r.yaml:1:27: error: the pattern is wrong: 'ß' in [...] is 'ss' when folded"),
        Mistake(
            yaml: "- id: a\n  body (case-sensitive, folded): X\n  score: 1",
            problem: "folded text has no capital letters"),
    ]

    @Test(arguments: inFiles + inTheLanguage) func saysWhatIsWrongAndWhere(_ one: Mistake) {
        #expect {
            _ = try load(one.files)
        } throws: { error in
            let text = (error as? RuleProblems)?.description ?? "\(error)"
            if !text.contains(one.problem) { print(text) }
            return text.contains(one.problem)
        }
    }
}
