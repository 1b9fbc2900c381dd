internal import Glibc

/// What is wrong with the spool, in words that an administrator can act on.
public struct SpoolProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// What sort of problem; decides what a caller does about it.
    public enum Kind: Hashable, Sendable {
        /// No space or quota left: take nothing in until there is.
        case full
        /// The file system cannot be written.
        case readOnly
        /// Somebody else owns the spool, with the process id that its lock names.
        case owned(by: Int32?)
        /// Out of descriptors or memory: try again later.
        case exhausted
        /// A folder or file that must be there is not.
        case missing
        /// No permission.
        case forbidden
        /// The folders are not on one file system.
        case severalFileSystems
        /// The file system lacks what the spool relies on.
        case unsuitable
        /// What passes by itself: a lease of another program, a disk or a server that does not answer.
        case momentary(Int32)
        /// Anything else that the system reported.
        case system(Int32)
        /// A file of Moongate's own holds what it cannot.
        case damaged
    }

    /// What sort of problem.
    public let kind: Kind
    /// Whether a file may not become longer, though there is space.
    package let isOfFileSize: Bool
    /// The whole sentence: what could not be done, with which path, why, and what to do.
    public let description: String

    /// A problem that was found without a system call failing.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
        isOfFileSize = false
    }

    /// A system call that failed while `doing` ("open", "write") this path.
    package init(_ doing: String, _ path: String, errno code: Int32) {
        let advice: String
        isOfFileSize = code == EFBIG
        (kind, advice) =
            switch code {
            case ENOSPC, EDQUOT: (.full, "free some space; posts wait in the inbox until then")
            case EFBIG:
                (.full, "the file size limit is reached: raise LimitFSIZE= of the unit, or ulimit -f")
            case EROFS: (.readOnly, "mount the file system for writing")
            case EMFILE, ENFILE, ENOMEM: (.exhausted, "raise the limit (LimitNOFILE=, ulimit -n) or lower the load")
            case ENOENT, ENOTDIR:
                (.missing, "was it moved or deleted? Restart Moongate once it is back, or let it make a new spool")
            case EACCES, EPERM: (.forbidden, "let the user that runs Moongate own the spool: chown -R, chmod u+rwX")
            case EXDEV: (.severalFileSystems, "keep all folders of the spool on one file system and mount")
            case EAGAIN, EBUSY:
                (.momentary(code), "another program has it open: a lease of Samba or NFS, a scanner; retrying")
            case EIO, ESTALE, ETIMEDOUT:
                (.momentary(code), "the disk or the file server fails; see dmesg; retrying")
            case ELOOP: (.system(code), "symbolic links are not allowed here")
            default: (.system(code), "")
            }
        description =
            "cannot \(doing) \(path): \(Self.words(code))" + (advice.isEmpty ? "" : " (\(advice))")
    }

    /// Whether it blocks all posts until it is fixed. Any other problem is one of a folder or a file.
    public var stopsAll: Bool {
        switch kind {
        case .full, .readOnly, .exhausted: true
        default: false
        }
    }

    /// Whether a folder is to blame, so that other files of it would fail as well.
    public var isOfFolder: Bool { !stopsAll && momentaryCode == nil }

    package var momentaryCode: Int32? { if case .momentary(let code) = kind { code } else { nil } }

    /// Another program holds the file, which is nothing wrong.
    package var isLease: Bool { momentaryCode == EAGAIN || momentaryCode == EBUSY }

    /// An errno in words.
    package static func words(_ code: Int32) -> String {
        guard let text = strerror(code) else { return "error \(code)" }
        return String(cString: text)
    }
}
