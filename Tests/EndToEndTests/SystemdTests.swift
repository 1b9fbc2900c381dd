import Foundation
import Glibc
import Testing

/// The service under a real systemd, booted in a container: see `Scripts/systemd-test`, which does it.
@Suite(.serialized, .timeLimit(.minutes(15))) struct SystemdTests {
    @Test(
        .enabled(
            if: geteuid() == 0 && Program.find("systemd-nspawn") != nil,
            "needs root and systemd-nspawn (Scripts/install-packages --with-container)"))
    func theServiceWorksUnderSystemd() async throws {
        let finished = try await moongate(
            [Checkout.at("Scripts/systemd-test"), Program.moongate], asIs: true, within: 1200)
        guard finished.ending != .code(77) else {
            // Where namespaces are forbidden no container boots; the script says why.
            print("the service was not tested under systemd: \(finished.output.suffix(300))")
            return
        }
        let lines = finished.output.split(separator: "\n")
        // A check that failed is followed by the service's journal.
        let rest = lines.filter { !$0.hasPrefix("ok - ") }.joined(separator: "\n")
        #expect(finished.ending == .code(0), "\(rest.prefix(20_000))\n\(finished.errors.suffix(1000))")
        #expect(lines.count { $0.hasPrefix("ok - ") } >= 20)
    }
}
