internal import Glibc

/// The system calls on the way of a post, by what they do. All of them go through `calling`.
package enum SystemCall: String, CaseIterable, Sendable {
    case open, mkdir, chmod, status, rename, link, remove, list, read, write, truncate, fdatasync, fsync, syncfs
}

/// Makes a call, again as long as a signal interrupts it. In debug builds a test may end the process here, let the call
/// fail, or delay it (`Faults`); a release build has nothing of that.
@inline(__always)
package func calling(_ call: SystemCall, on descriptor: Int32 = -1, _ body: () -> Int) -> Int {
    #if DEBUG
        if let faults = Faults.current { return faults.around(call, on: descriptor) { _ in retrying(body) } }
    #endif
    return retrying(body)
}

/// A call that writes up to `count` bytes; `body` gets the number that it may write.
@inline(__always)
package func calling(_ call: SystemCall, bytes count: Int, _ body: (Int) -> Int) -> Int {
    #if DEBUG
        if let faults = Faults.current {
            return faults.around(call, bytes: count) { allowed in retrying { body(allowed) } }
        }
    #endif
    return retrying { body(count) }
}

/// Again, as long as a signal interrupts the call.
package func retrying(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}
