import Foundation
import Glibc

// What tests need of the machine and of the build.

/// Long versions of tests, asked for by MOONGATE_LONG_TESTS=1.
let wantsLongTests = ProcessInfo.processInfo.environment["MOONGATE_LONG_TESTS"] == "1"

#if DEBUG
    let isDebugBuild = true
#else
    let isDebugBuild = false
#endif

let canBeOtherUsers: Bool = {
    guard geteuid() == 0, Program.find("setpriv") != nil else { return false }
    return system(
        "setpriv --reuid 65534 --regid 65534 --clear-groups -- '\(Program.moongate)' --version >/dev/null 2>&1") == 0
}()
