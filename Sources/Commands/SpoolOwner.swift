internal import ArgumentParser
internal import CLinux
internal import Glibc
internal import Reports
internal import Spool

/// Commands that write a spool without its daemon write as the spool's owner: what root wrote there with `sudo` the daemon
/// could not read or change later.
public enum SpoolOwner {
    /// If root works on somebody else's spool, becomes that user, for the rest of the command. A spool that is not there
    /// yet will be whoever makes it.
    public static func become(of spool: String) throws {
        var status = stat()
        guard geteuid() == 0, stat(spool, &status) == 0, status.st_uid != 0 else { return }
        guard moongate_become(status.st_uid, status.st_gid) == 0 else {
            let name = SafeText.make(spool)
            Terminal.warn(
                "The spool at \(name) belongs to user \(status.st_uid), and its files would become root's: give the "
                    + "command as that user (sudo -u '#\(status.st_uid)' moongate ...)")
            throw ExitCode.inputOutput
        }
    }
}
