internal import CLinux
internal import Foundation
internal import Glibc

/// Work on several threads of low priority, with stacks large enough for judging.
enum InParallel {
    /// Runs `work` with 0, 1, ... `count` - 1, each on a thread of its own, and waits for all. With `nice`, the threads
    /// give way to everything else on the machine (nice 19).
    static func run(_ count: Int, nice: Bool, _ work: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for number in 0..<count {
            group.enter()
            let thread = Thread {
                _ = moongate_process_name("backtest-\(number)")
                // Of a thread alone, on Linux: 0 names the caller.
                if nice { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19) }
                work(number)
                group.leave()
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        group.wait()
    }
}
