import ArgumentParser
import Commands
import Reports

/// What `moongate init` asks on a terminal. An empty line takes what stands in brackets.
enum Questions {
    static func languages() throws(InitProblem) -> String {
        try answer("Languages that people write in, such as en,zh (improves detection in short posts) [any]: ")
    }

    static func kind() throws(InitProblem) -> CommunityKind {
        Terminal.show("What kind of community is it?")
        for (index, kind) in CommunityKind.allCases.enumerated() {
            Terminal.show("  \(index + 1)  \(Columns.pad(kind.rawValue, to: 12))  \(kind.summary)")
        }
        while true {
            let said = try answer("Number or name [1]: ")
            if said.isEmpty { return .general }
            if let kind = CommunityKind(rawValue: said.lowercased()) { return kind }
            if let number = Int(said), CommunityKind.allCases.indices.contains(number - 1) {
                return CommunityKind.allCases[number - 1]
            }
            Terminal.show("Write a number from 1 to \(CommunityKind.allCases.count).")
        }
    }

    private static func answer(_ question: String) throws(InitProblem) -> String {
        print(question, terminator: "")
        // The end of input, Ctrl-D, means: make nothing.
        guard let line = readLine() else { throw InitProblem("nothing was made", .failure) }
        return String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
