import Foundation
import Testing

@testable import Patterns

/// A corrupt file is not read: Vectorscan itself trusts what it is given.
@Suite struct PatternFilterFileTests {
    private let expressions = ["abc", "v[i1]agra", "赌博".utf8.map { hex($0) }.joined()]

    private func bytes() throws -> [UInt8] {
        try #require(try PatternFilter(expressions).bytes(expressions: expressions))
    }

    @Test func comesBackWhole() throws {
        let kept = try #require(PatternFilter.read(try bytes()))
        #expect(kept.expressions == expressions)
        let scanner = try #require(FilterScanner(kept.filter))
        #expect(scanner.scan(Array("x 赌博 v1agra".utf8)).map { Set($0) } == [1, 2])
    }

    @Test func everyByteCounts() throws {
        let whole = try bytes()
        for place in stride(from: 0, to: whole.count, by: 7) {
            var damaged = whole
            damaged[place] ^= 0x40
            #expect(PatternFilter.read(damaged) == nil, "byte \(place)")
        }
        for length in [0, 7, 8, 39, 40, 41, whole.count / 2, whole.count - 1] {
            #expect(PatternFilter.read(Array(whole.prefix(length))) == nil)
        }
        #expect(PatternFilter.read(whole + [0]) == nil)
    }

    /// Only a plain file that this user alone can write.
    @Test func othersFilesAreNotRead() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "filter-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(try bytes()).write(to: URL(fileURLWithPath: folder + "/a"))
        #expect(PatternFilter.read(path: folder + "/a") != nil)
        try FileManager.default.createSymbolicLink(atPath: folder + "/b", withDestinationPath: folder + "/a")
        #expect(PatternFilter.read(path: folder + "/b") == nil)
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: folder + "/a")
        #expect(PatternFilter.read(path: folder + "/a") == nil)
        #expect(PatternFilter.read(path: folder) == nil)
    }
}
