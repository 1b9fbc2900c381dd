import Foundation
import Glibc
import Testing

/// The service under a real systemd, booted in a container: see `Scripts/systemd-test`, which does it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct SystemdTests {
    @Test(
        .enabled(
            if: geteuid() == 0 && Program.find("systemd-nspawn") != nil,
            "needs root and systemd-nspawn (Scripts/install-packages --with-container)"))
    func theServiceWorksUnderSystemd() async throws {
        let finished = try await moongate([Checkout.at("Scripts/systemd-test"), Program.moongate], asIs: true)
        guard finished.ending != .code(77) else {
            // Where namespaces are forbidden no container boots; the script says why.
            print("the service was not tested under systemd: \(finished.output.suffix(300))")
            return
        }
        #expect(finished.ending == .code(0), "\(finished.output.suffix(4000))\n\(finished.errors.suffix(1000))")
        let checks = finished.output.split(separator: "\n").filter { $0.hasPrefix("ok - ") }
        #expect(checks.count >= 20)
    }
}
