import Foundation
import Glibc
import Testing

@testable import Daemon

@Suite struct RulesWatchTests {
    @Test func noticesEveryKindOfEdit() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "one")
        let watch = RulesWatch(folder: folder.path)
        #expect(!watch.drain())
        #expect(!watch.looksDifferent())
        let disk = FileManager.default
        let edits: [(String, () throws -> Void)] = [
            ("in place", { try folder.write("a.yaml", "two, longer") }),
            ("new", { try folder.write("b.yaml", "new") }),
            (
                "renamed over",
                { try Data("three".utf8).write(to: URL(fileURLWithPath: folder.at("a.yaml")), options: .atomic) }
            ),
            ("renamed", { try disk.moveItem(atPath: folder.at("b.yaml"), toPath: folder.at("c.yaml")) }),
            ("removed", { try disk.removeItem(atPath: folder.at("c.yaml")) }),
            (
                "a new folder",
                { try disk.createDirectory(atPath: folder.at("more"), withIntermediateDirectories: false) }
            ),
            ("inside the new folder", { try folder.write("more/d.yaml", "deep") }),
            ("inside it again", { try folder.write("more/d.yaml", "deep and longer") }),
            ("a folder in a folder", { try folder.write("more/lists/e.txt", "deeper") }),
            ("inside that", { try folder.write("more/lists/e.txt", "deeper and longer") }),
        ]
        for (what, edit) in edits {
            try edit()
            // Inotify tells at once: the event is queued before the write returns.
            #expect(watch.drain(), "\(what)")
            #expect(watch.looksDifferent(), "\(what), by a look")
            #expect(!watch.drain(), "\(what), once only")
            #expect(!watch.looksDifferent(), "\(what), once only")
        }
    }

    /// What is being written holds a reload up for longer than what was closed or renamed into place.
    @Test func tellsWhatIsStillWritten() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "one")
        let watch = RulesWatch(folder: folder.path)
        let file = try #require(fopen(folder.at("b.yaml"), "w"))
        #expect(watch.drain(), "made, not closed")
        #expect(watch.writing == .files, "made, not closed")
        #expect(watch.filesBeingWritten == ["b.yaml"])
        fputs("half", file)
        fflush(file)
        try folder.write("a.yaml", "two")
        #expect(watch.drain(), "another was written meanwhile")
        #expect(watch.writing == .files, "another was written meanwhile")
        fclose(file)
        #expect(watch.drain(), "closed")
        #expect(watch.writing == .none, "closed")
        try folder.write(".c.tmp", "three")
        rename(folder.at(".c.tmp"), folder.at("c.yaml"))
        #expect(watch.drain(), "renamed into place")
        #expect(watch.writing == .none, "renamed into place")
        symlink(folder.at("a.yaml"), folder.at("d.yaml"))
        #expect(watch.drain(), "a link is never closed")
        #expect(watch.writing == .none, "a link is never closed")
        link(folder.at("a.yaml"), folder.at("e.yaml"))
        #expect(watch.drain(), "nor is another name of a file")
        #expect(watch.writing == .none, "nor is another name of a file")
        let swap = try #require(fopen(folder.at(".a.yaml.swp"), "w"))
        fputs("an editor's own", swap)
        fflush(swap)
        #expect(!watch.drain(), "what is not a rule file is not an edit")
        #expect(watch.writing == .none, "nor is it waited for")
        fclose(swap)
        let appended = try #require(fopen(folder.at("a.yaml"), "a"))
        fputs("more", appended)
        fflush(appended)
        #expect(watch.drain(), "appended to")
        #expect(watch.writing == .files, "appended to")
        watch.begin()
        #expect(watch.writing == .none)
        fputs("more", appended)
        fflush(appended)
        #expect(watch.drain(), "appended to again")
        #expect(watch.writing == .files, "appended to again")
        fclose(appended)
        try FileManager.default.removeItem(atPath: folder.at("c.yaml"))
        #expect(watch.drain(), "closed, and another removed")
        #expect(watch.writing == .none, "closed, and another removed")
    }

    /// Came back unwatched: from then on only polling noticed edits.
    @Test func aFolderThatCameBackIsWatchedAgain() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules/a.yaml", "one")
        let watch = RulesWatch(folder: folder.at("rules"))
        try FileManager.default.removeItem(atPath: folder.at("rules"))
        #expect(watch.drain())
        #expect(watch.looksDifferent())
        try folder.write("rules/a.yaml", "two")
        #expect(watch.looksDifferent())
        _ = watch.drain()
        try folder.write("rules/a.yaml", "three")
        #expect(watch.drain())
    }

    /// A file that could not be looked at was as if it were not there: nothing changed when it came back.
    @Test func aLinkThatLeadsNowhereIsAnotherFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write("rules/a.yaml", "one")
        try folder.write("away/b.yaml", "two")
        symlink(folder.at("away/b.yaml"), folder.at("rules/b.yaml"))
        let watch = RulesWatch(folder: folder.at("rules"))
        rename(folder.at("away"), folder.at("far"))
        #expect(watch.looksDifferent())
        #expect(!watch.looksDifferent())
        rename(folder.at("far"), folder.at("away"))
        #expect(watch.looksDifferent())
    }

    @Test func aFolderThatIsNotThereIsNoMatter() throws {
        let folder = try TemporaryFolder()
        let watch = RulesWatch(folder: folder.at("nowhere"))
        #expect(!watch.drain())
        #expect(!watch.looksDifferent())
        try folder.write("nowhere/a.yaml", "here it is")
        #expect(watch.looksDifferent())
    }

    /// A log in the rule folder that was written all the time put every edit off.
    @Test func filesThatAreNoRulesAreNoEdits() throws {
        let folder = try TemporaryFolder()
        try folder.write("a.yaml", "one")
        try folder.write("server.log", "one")
        let watch = RulesWatch(folder: folder.path)
        _ = watch.drain()
        try folder.write("server.log", "two")
        try folder.write(".a.yaml.swp", "an editor's")
        #expect(!watch.drain())
        try folder.write("a.yaml", "two, longer")
        #expect(watch.drain())
    }

    @Test func aLinkThatGoesIsAnEdit() throws {
        let folder = try TemporaryFolder()
        try folder.write("shared/a.yaml", "one")
        symlink(folder.at("shared"), folder.at("link"))
        let watch = RulesWatch(folder: folder.path)
        _ = watch.drain()
        unlink(folder.at("link"))
        #expect(watch.drain())
    }
}
