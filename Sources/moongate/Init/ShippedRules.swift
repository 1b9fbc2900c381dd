import Foundation

/// The rules that come with the program: `share/moongate/rules` beside its `bin`, or `Rules` of the checkout that it was
/// built in.
enum ShippedRules {
    static var folder: String? {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        var folder = (program as NSString).deletingLastPathComponent
        let installed = (folder as NSString).deletingLastPathComponent + "/share/moongate/rules"
        if hasRules(installed) { return installed }
        while folder.count > 1 {
            // `Samples` too: any other folder named Rules is somebody's own.
            if hasRules(folder + "/Rules"), FileManager.default.fileExists(atPath: folder + "/Samples") {
                return folder + "/Rules"
            }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return nil
    }

    private static func hasRules(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/moongate.yaml")
    }
}
