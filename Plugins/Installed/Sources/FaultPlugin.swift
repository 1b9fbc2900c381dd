#if DEBUG
    internal import Glibc
    internal import Moderation

    /// For tests alone, and only where MOONGATE_TEST_FAULTS is set: dies or hangs over posts whose body holds a word.
    /// `test_fault (trap): word`, `(hang)`, `(exit)`, `(undecided)`; and over `trapwhenobserved` when it observes the
    /// verdict. A file named as MOONGATE_TEST_FAULTS says mends `undecided` for as long as it is there.
    struct FaultPlugin: RulePlugin, Remembers {
        let name = "test-fault"

        static var isWanted: Bool { getenv("MOONGATE_TEST_FAULTS") != nil }

        var keys: [CheckKeyForm] {
            [
                CheckKeyForm(
                    "test_fault",
                    modifiers: [
                        .init("trap", "The process traps", example: "test_fault (trap): deadlyword"),
                        .init("hang", "The worker never returns", example: "test_fault (hang): deadlyword"),
                        .init("undecided", "It cannot answer", example: "test_fault (undecided): deadlyword"),
                        .init("exit", "The process ends", example: "test_fault (exit): deadlyword"),
                    ], summary: "A word that ends the judging process", example: "test_fault (trap): word")
            ]
        }

        func openMemory(from stored: StoredMemory?) -> any PluginMemory { FaultMemory() }

        func compile(_ checks: [Check], in context: PluginContext) throws(RuleProblems) -> CompiledFaults {
            var faults: [Fault] = []
            for check in checks {
                for word in try check.value.scalars() {
                    faults.append(
                        Fault(
                            check: check.id, word: Array(word.text.utf8),
                            kind: check.key.modifiers.first?.text ?? "trap"))
                }
            }
            return CompiledFaults(faults: faults)
        }
    }

    /// Traps over the body `trapwhenobserved`.
    final class FaultMemory: Observes {
        func observe(_ post: ExaminedPost, _ verdict: Verdict) {
            precondition(post.post.text(of: .body) != Array("trapwhenobserved".utf8), "a test asked for this trap")
        }
        func snapshot(beside parts: Set<String>) -> MemorySnapshot? { nil }
    }

    struct Fault: Sendable {
        let check: CheckID
        let word: [UInt8]
        let kind: String
    }

    struct CompiledFaults: CompiledChecks {
        let faults: [Fault]

        func makeExaminer() -> FaultExaminer { FaultExaminer(faults: faults) }
    }

    struct FaultExaminer: Examiner {
        let faults: [Fault]

        mutating func examine(_ post: borrowing ExaminedPost, now: Instant, into answers: inout Answers) {
            guard let body = post.post.text(of: .body) else { return }
            for fault in faults where body.contains(fault.word) {
                switch fault.kind {
                case "hang": while true { sleep(1) }
                case "exit": _exit(3)
                case "undecided":
                    if access(String(cString: getenv("MOONGATE_TEST_FAULTS")), F_OK) == 0 {
                        answers.holds(fault.check)
                    } else {
                        answers.undecided(fault.check, because: "a test asked for it")
                    }
                default: preconditionFailure("a test asked for this trap")
                }
            }
        }
    }
#endif
