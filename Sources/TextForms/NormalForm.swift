/// A normal form that the tables know.
enum NormalForm: Int32, Sendable {
    // The numbers of enum moongate_form.
    case folded, nfc, nfkc

    /// Any bytes in this form.
    func apply(_ bytes: [UInt8]) -> FoldedText {
        var buffer = FoldingBuffer(form: self)
        var text = FoldedText()
        buffer.fold(bytes, into: &text)
        return text
    }
}
