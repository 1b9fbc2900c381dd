#if DEBUG
    import Files
    import Foundation
    import Synchronization
    import Testing

    /// One way to replace a file, with what a power failure may take stated.
    @Suite final class WholeFileTests {
        private let path: String
        private let folder: Folder

        init() throws {
            path = FileManager.default.temporaryDirectory.path + "/moongate-whole-file-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            folder = try Folder(path: path)
            try folder.replace("file", with: Array("old".utf8), .none)
        }

        deinit {
            // A folder left in the temporary one harms nobody.
            try? FileManager.default.removeItem(atPath: path)
        }

        private var text: String? {
            FileManager.default.contents(atPath: path + "/file").map { String(decoding: $0, as: UTF8.self) }
        }

        private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }

        /// Writes "new"; gives the calls that were made, and the problem if it failed.
        private func write(
            _ durability: WriteDurability, failing fault: String = ""
        ) throws -> (calls: [SystemCall], problem: SpoolProblem?) {
            let calls = Calls()
            let wanted = Faults(fault, death: .silence, observer: { call, _ in calls.add(call) })
            let faults = try #require(wanted)
            let problem = Faults.$inTest.withValue(faults) { () -> SpoolProblem? in
                do throws(SpoolProblem) {
                    try folder.replace("file", with: Array("new".utf8), durability)
                    return nil
                } catch {
                    return error
                }
            }
            return (calls.all, problem)
        }

        private final class Calls: Sendable {
            private let made = Mutex<[SystemCall]>([])
            var all: [SystemCall] { made.withLock { $0 } }
            func add(_ call: SystemCall) { made.withLock { $0.append(call) } }
        }

        @Test(arguments: [
            (WriteDurability.none, [SystemCall.open, .write, .rename]),
            (.file, [.open, .write, .fdatasync, .rename]),
            (.fileAndFolder, [.open, .write, .fsync, .rename, .fsync]),
        ])
        func aDurabilityIsTheCallsThatItTakes(durability: WriteDurability, calls: [SystemCall]) throws {
            #expect(try write(durability).calls == calls)
            #expect(text == "new")
        }

        @Test(arguments: ["open:1:EMFILE", "write:1:ENOSPC", "fsync:1:EIO", "rename:1:EIO"])
        func aFailedWriteLeavesTheOldFileAndNoDraft(fault: String) throws {
            #expect(try write(.fileAndFolder, failing: fault).problem != nil)
            #expect(text == "old")
            #expect(try names() == ["file"])
        }

        @Test func contentsThatCannotBeSyncedNeverGetTheName() throws {
            #expect(try write(.file, failing: "fdatasync:1:EIO").problem != nil)
            #expect(text == "old")
        }

        @Test func aNameThatCannotBeSyncedIsAProblem() throws {
            #expect(try write(.fileAndFolder, failing: "fsync:2:EIO").problem != nil)
        }

        @Test func aShortWriteIsContinued() throws {
            #expect(try write(.file, failing: "write:1:short").problem == nil)
            #expect(text == "new")
        }

        @Test func aDraftLeftByACrashIsOverwritten() throws {
            try Data("half of something longer".utf8).write(to: URL(fileURLWithPath: path + "/.file.new"))
            #expect(try write(.none).problem == nil)
            #expect(text == "new")
            #expect(try names() == ["file"])
        }

        /// It was taken for success, and nothing was written.
        @Test func aFolderInThePlaceOfTheFileIsAProblem() throws {
            try FileManager.default.removeItem(atPath: path + "/file")
            try FileManager.default.createDirectory(atPath: path + "/file", withIntermediateDirectories: true)
            let problem = try #require(try write(.file).problem)
            #expect(problem.kind == .damaged)
            #expect(
                problem.description == "cannot write \(path)/file: it is a folder (move it somewhere else)")
            #expect(try names() == ["file"])
        }

        @Test func aDraftInAnotherFolderIsNeverSeenInThisOne() throws {
            let drafts = try #require(try folder.folder("drafts", making: 0o700))
            try folder.replace("file", with: Array("new".utf8), .none, mode: 0o640, draft: "draft", in: drafts)
            #expect(text == "new")
            #expect(try names() == ["drafts", "file"])
            #expect(try drafts.status(of: "draft") == nil)
        }
    }
#endif
