#if DEBUG
    internal import Synchronization
#endif

/// Counts the steps of what must take no longer than its text is long: tests compare a text with one twice as long. In a
/// release build there is nothing to count.
package final class Steps: Sendable {
    #if DEBUG
        @TaskLocal private static var counted: Steps?
        private let made = Atomic(0)

        /// How many `body` makes.
        package static func count(of body: () throws -> Void) rethrows -> Int {
            let steps = Steps()
            try $counted.withValue(steps) { try body() }
            return steps.made.load(ordering: .relaxed)
        }

        package static func count(_ steps: Int = 1) { counted?.made.wrappingAdd(steps, ordering: .relaxed) }
    #else
        @inlinable package static func count(_ steps: Int = 1) {}
    #endif
}
