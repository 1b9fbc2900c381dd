import Foundation
import Testing

/// The journal and the log hold neither a post's text nor what a verdict does not need of its author.
@Suite(.serialized, .timeLimit(.minutes(10))) struct PersonalDataTests {
    static let email = "jane.doe+moon@example.org"
    static let text = "buynow with a secret sentence"

    static let posts = [
        "plain.json": #"{"body": "\#(text)", "author": {"email": "\#(email)", "name": "Jane"}}"#,
        "approved.json": #"{"body": "a secret sentence", "author": {"email": "\#(email)"}}"#,
        "hint.json": #"{"body": "hint \#(text)", "extra": {"contact": "\#(email)"}}"#,
        // No posts, with the address where the reader stumbles.
        "broken.json": #"{"body": "x", "author": {"email": "\#(email)" "name"}}"#,
        "cut.json": #"{"body": "x", "author": {"email": "\#(email)"#,
        "type.json": #"{"body": "x", "created_at": "\#(email)"}"#,
        "name.json": #"{"body": "x", "\#(email)\#(email)": "\#(email)", "\#(email)": }"#,
        "twice.json": #"{"body": "x", "\#(email)": 1, "\#(email)": 2}"#,
        "escape.json": #"{"body": "\q\#(email)"}"#,
        "bare.json": #"{"body": \#(email)}"#,
        "top.json": #""\#(email)""#,
    ]

    @Test func neverReachesJournalLogOrState() async throws {
        let daemon = try await RunningDaemon(arguments: ["--verdicts", "--sidecars", "all"])
        for (name, text) in Self.posts { try daemon.spool.drop(name, text) }
        try await daemon.waitForFiled(count: Self.posts.count)
        _ = try await daemon.status()
        try await daemon.stop()
        var places = ["log": daemon.log, "output": daemon.program.output]
        for folder in ["journal", "state"] {
            for file in daemon.spool.files(folder) {
                places[folder + "/" + file] = daemon.spool.text(folder + "/" + file)
            }
        }
        #expect(places.count >= 4)
        for (place, text) in places {
            #expect(!text.contains("jane.doe") && !text.contains("example.org"), "an address in \(place)")
            #expect(!text.contains("secret sentence"), "a post's text in \(place)")
        }
        // The file beside a post may quote the evidence, and no more.
        for file in daemon.spool.files("approved") + daemon.spool.files("flagged") where file.hasSuffix(".verdict.json")
        {
            let text = daemon.spool.text("approved/" + file) ?? daemon.spool.text("flagged/" + file) ?? ""
            #expect(!text.contains("jane.doe") && !text.contains("secret sentence"), "\(file)")
        }
    }
}
