import Foundation

/// The working copy that the tests were built from.
enum Checkout {
    static let path: String = {
        var path = #filePath as NSString
        for _ in 0..<4 { path = path.deletingLastPathComponent as NSString }
        return path as String
    }()

    static func at(_ relative: String) -> String { path + "/" + relative }

    /// Public data that is not part of the project, where somebody put it.
    static let corpora = at("../shared/corpora")

    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
