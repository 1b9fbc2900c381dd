internal import Files
import Foundation
import Spool

/// The rules that come with the program: `share/moongate/rules` next to its `bin`, or `Rules` of the checkout that it was
/// built in, or of the one that it was started in.
enum ShippedRules {
    static var folder: String? {
        guard let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
            return nil
        }
        var folder = Path.folder(program)
        let installed = Path.folder(folder) + "/share/moongate/rules"
        if hasRules(installed) { return installed }
        while folder != "/", folder != "." {
            if isCheckout(folder) { return folder + "/Rules" }
            folder = Path.folder(folder)
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
