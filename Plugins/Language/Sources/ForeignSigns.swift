/// Signs of another language in scripts that nearly always tell theirs: Yiddish in Hebrew letters, Assamese in Bengali
/// ones.
enum ForeignSigns {
    /// If one of this many words of a script in a text has a sign, the text is in another language.
    static let oneOf = 8
    static let scripts = ["Hebr", "Beng", "Mymr", "Ethi"]

    static func has(_ letters: UnsafeBufferPointer<UInt32>, script: String) -> Bool {
        switch script {
        case "Hebr":
            if letters.contains(where: { (0x5F0...0x5F2).contains($0) }) { return true }
            guard letters.count <= 12 else { return false }
            // Without points.
            return yiddish.contains(letters.filter { !(0x591...0x5C7).contains($0) })
        case "Beng": return letters.contains { $0 == 0x9F0 || $0 == 0x9F1 }
        case "Mymr": return letters.contains { (0x1075...0x108F).contains($0) }
        case "Ethi": return letters.contains { (0x1250...0x125D).contains($0) }
        default: return false
        }
    }

    /// Common words that Hebrew does not have.
    private static let yiddish = Set(
        "איז און פון נישט דער האבן וואס אויף זיך אויך ווי זענען געווען"
            .split(separator: " ").map { $0.unicodeScalars.map(\.value) })
}
