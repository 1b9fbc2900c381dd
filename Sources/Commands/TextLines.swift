public import JSON
internal import Reports

/// The texts of a file with one in each line, answered by a line of JSON each. An empty line is an empty text, so that the
/// answers stand in the order of the lines.
public enum TextLines {
    /// Whole pieces are written at once: a line costs no system call.
    public static func answer(_ bytes: [UInt8], _ write: (_ text: [UInt8], _ json: inout JSONWriter) -> Void) {
        var json = JSONWriter()
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            write(Array(bytes[start..<(end > start && bytes[end - 1] == 0x0D ? end - 1 : end)]), &json)
            start = end + 1
            if json.bytes.count > 65536 || start >= bytes.count {
                Terminal.show(json: json.text)
                json.removeAll()
            } else {
                json.endLine()
            }
        }
    }
}
