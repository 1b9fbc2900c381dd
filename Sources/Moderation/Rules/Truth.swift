/// A yes or no as rule files write it.
public enum Truth {
    /// `true`, `yes`, `false` or `no`, in letters of any size; nil for anything else.
    public static func read(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true", "yes": true
        case "false", "no": false
        default: nil
        }
    }
}
