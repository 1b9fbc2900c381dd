import Foundation

/// The rules that come with the program: `share/moongate/rules` beside its `bin`, or `Rules` of the checkout that it was
/// built in, or of the one that it was started in.
enum ShippedRules {
    static var folder: String? {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        var folder = (program as NSString).deletingLastPathComponent
        let installed = (folder as NSString).deletingLastPathComponent + "/share/moongate/rules"
        if hasRules(installed) { return installed }
        while folder.count > 1 {
            if isCheckout(folder) { return folder + "/Rules" }
            folder = (folder as NSString).deletingLastPathComponent
        }
        return isCheckout(".") ? "Rules" : nil
    }

    /// `Samples` too: any other folder named Rules is somebody's own.
    private static func isCheckout(_ folder: String) -> Bool {
        hasRules(folder + "/Rules") && FileManager.default.fileExists(atPath: folder + "/Samples")
    }

    private static func hasRules(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: folder + "/moongate.yaml")
    }
}
