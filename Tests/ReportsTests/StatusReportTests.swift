import JSON
import Testing

@testable import Reports

struct StatusReportTests {
    private func report(_ json: String) throws -> StatusReport {
        StatusReport(try JSONValue(parsing: Array(json.utf8)), Terminal(hasColor: false))
    }

    @Test func aDaemonThatIsWellHasNoProblems() throws {
        #expect(try !report(#"{"problems":[],"rules":{"problems":[]}}"#).hasProblems)
    }

    @Test(arguments: [
        #"{"problems":[{"step":"filing","since":"now","problem":"disk full"}]}"#,
        #"{"rules":{"problems":["a.yaml:1:1: x"]}}"#, #"{"rules":{"held":{"posts":3}}}"#,
        #"{"rules":{"tripped":[{"rule":"a"}]}}"#,
    ])
    func whatNeedsAPersonIsAProblem(json: String) throws {
        #expect(try report(json).hasProblems)
    }

    @Test func aProblemIsShownWithItsStep() throws {
        let text = try report(#"{"problems":[{"step":"filing","since":"08:00","problem":"disk full"}]}"#).text
        #expect(text.contains("filing fails since 08:00: disk full"))
    }

    @Test func whatADaemonAnswersCannotActOnTheTerminal() throws {
        let text = try report(#"{"spool":"/tmp/\u001b[2J"}"#).text
        #expect(!text.contains("\u{1B}"))
    }

    @Test func membersThatAreMissingAreDashes() throws {
        #expect(try report("{}").text.contains("- approved"))
    }
}
