import Foundation
import Glibc
import Testing

/// The Debian package in a clean Debian: made by `Scripts/make-package`, tried by `Scripts/package-test`. Takes minutes and a
/// mirror, so only where it is asked for.
@Suite(.serialized, .timeLimit(.minutes(60))) struct PackageTests {
    @Test(
        .enabled(
            if: wantsLongTests && geteuid() == 0 && Program.find("debootstrap") != nil
                && Program.find("systemd-nspawn") != nil && Program.find("dh") != nil,
            """
            needs MOONGATE_LONG_TESTS=1, root, debootstrap, systemd-nspawn and debhelper \
            (Scripts/install-packages --with-container --with-packaging)
            """))
    func installsUpgradesAndLeaves() async throws {
        let folder = try TemporaryFolder()
        let made = try await run([Checkout.at("Scripts/make-package"), folder.path])
        #expect(made.code == 0, "\(made.output.suffix(3000))\n\(made.errors.suffix(3000))")
        let package = try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".deb") }
        let tried = try await run([Checkout.at("Scripts/package-test"), folder.at(package.orThrow("a package"))])
        guard tried.code != 77 else {
            print("the package was not tried: \(tried.output.suffix(300))")
            return
        }
        #expect(tried.code == 0, "\(tried.output.suffix(4000))\n\(tried.errors.suffix(1000))")
        #expect(tried.output.split(separator: "\n").count { $0.hasPrefix("ok - ") } >= 30)
    }

    /// Building takes longer than other tests wait for anything.
    private func run(_ words: [String]) async throws -> Finished {
        let folder = try TemporaryFolder()
        let program = try Program(words, output: folder.at("output"), errors: folder.at("errors"))
        try await wait(seconds: 1500, for: words[0]) { program.hasEnded != nil }
        return Finished(ending: try program.hasEnded.orThrow("ending"), output: program.output, errors: program.errors)
    }
}
