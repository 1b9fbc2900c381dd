import Foundation
import LanguagePlugin
import Moderation
import Testing

/// What is told with a confidence of 0.9 is right nine times in ten: over short posts of our own, and over the development
/// set if it is next to the repository.
@Suite struct CalibrationTests {
    private struct Bin {
        var count = 0
        var right = 0
        var given = 0.0
    }

    /// By tenths of the confidence.
    private func bins(_ texts: some Sequence<(language: String, text: String)>) throws -> [Bin] {
        var detector = try #require(LanguageDetector())
        var bins = [Bin](repeating: Bin(), count: 10)
        for (language, text) in texts {
            guard let main = detector.read(Array(text.utf8), only: []).main, let told = main.language else { continue }
            let index = min(9, Int(main.confidence * 10))
            bins[index].count += 1
            bins[index].given += main.confidence
            bins[index].right += told.split(separator: "-")[0] == language ? 1 : 0
        }
        return bins
    }

    @Test func ofOurOwnPosts() throws {
        let posts = Self.posts.flatMap { language, texts in
            texts.split(separator: "|").map { (language: language, text: $0.trimmingCharacters(in: .whitespaces)) }
        }
        let bins = try bins(posts)
        let sure = bins[9]
        #expect(sure.count >= 60, "\(bins)")
        #expect(Double(sure.right) >= 0.9 * Double(sure.count), "\(bins)")
        // Together: who says 0.6 of ten posts means six of them. Some posts are few, so a tenth is allowed.
        let all = bins.reduce(into: Bin()) {
            $0.count += $1.count
            $0.right += $1.right
            $0.given += $1.given
        }
        #expect(abs(Double(all.right) - all.given) < 0.1 * Double(all.count), "\(bins)")
    }

    private static var corpus: URL? {
        var folder = URL(filePath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let found = folder.appending(path: "shared/corpora/languages")
            if FileManager.default.fileExists(atPath: found.path) { return found }
        }
        return nil
    }

    @Test(
        .enabled(if: corpus != nil, "the development set is not beside the repository"),
        arguments: ["single-words", "word-pairs", "sentences"])
    func ofTheDevelopmentSet(_ name: String) throws {
        let file = try #require(Self.corpus).appending(path: "\(name).dev.tsv")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        // Every tenth: an unoptimised build is slow. Chinese is told as Cantonese too, which the set calls Chinese.
        let texts = lines.enumerated().filter { $0.offset % 10 == 0 }.compactMap { line in
            let parts = line.element.split(separator: "\t", maxSplits: 1)
            return parts.count == 2 ? (language: String(parts[0]), text: String(parts[1])) : nil
        }
        for bin in try bins(texts) where bin.count >= 60 {
            // Three standard deviations of chance, and some hundredths that the model may be off.
            let given = bin.given / Double(bin.count)
            let allowed = 0.04 + 3 * (given * (1 - given) / Double(bin.count)).squareRoot()
            #expect(abs(Double(bin.right) / Double(bin.count) - given) < allowed, "\(name): \(bin)")
        }
    }

    /// Written for this test.
    private static let posts: [(language: String, texts: String)] = [
        (
            "en",
            "anyone else got logged out today? | my keyboard broke again | thanks | nice picture | where do i find the old menu"
        ),
        (
            "de",
            "hat jemand das neue Update schon? | danke dir | schönes Bild | meine Tastatur ist kaputt | kommt ihr morgen mit"
        ),
        (
            "fr",
            "quelqu'un a déjà la mise à jour ? | merci beaucoup | belle photo | mon clavier est cassé | on se voit demain"
        ),
        (
            "es",
            "¿alguien tiene ya la actualización? | muchas gracias | qué foto tan bonita | se me rompió el teclado | mañana"
        ),
        ("pt", "alguém já recebeu a atualização? | muito obrigado | que foto linda | meu teclado quebrou | até amanhã"),
        (
            "it",
            "qualcuno ha già l'aggiornamento? | grazie mille | che bella foto | mi si è rotta la tastiera | ci vediamo domani"
        ),
        (
            "nl",
            "heeft iemand de update al? | dank je wel | mooie foto | mijn toetsenbord is kapot | tot morgen allemaal"
        ),
        (
            "pl",
            "czy ktoś ma już aktualizację? | dziękuję bardzo | ładne zdjęcie | zepsuła mi się klawiatura | do jutra"
        ),
        ("tr", "güncellemeyi alan var mı? | çok teşekkürler | güzel fotoğraf | klavyem bozuldu | yarın görüşürüz"),
        (
            "vi",
            "có ai nhận được bản cập nhật chưa? | cảm ơn bạn | ảnh đẹp quá | bàn phím của tôi hỏng rồi | hẹn mai gặp"
        ),
        (
            "id",
            "ada yang sudah dapat pembaruan? | terima kasih banyak | fotonya bagus | papan ketik saya rusak | sampai besok"
        ),
        ("ru", "кто-нибудь уже обновился? | большое спасибо | красивое фото | у меня сломалась клавиатура | до завтра"),
        ("uk", "хтось уже оновився? | дуже дякую | гарне фото | у мене зламалася клавіатура | побачимося завтра"),
        ("ar", "هل وصل التحديث لأحد؟ | شكرا جزيلا | صورة جميلة | لوحة المفاتيح تعطلت | نلتقي غدا"),
        ("fa", "کسی به‌روزرسانی را گرفته؟ | خیلی ممنون | عکس قشنگی است | صفحه کلیدم خراب شد | فردا می‌بینمت"),
        ("hi", "क्या किसी को अपडेट मिला? | बहुत धन्यवाद | सुंदर तस्वीर | मेरा कीबोर्ड टूट गया | कल मिलते हैं"),
        (
            "fi",
            "onko kukaan saanut päivitystä? | kiitos paljon | kaunis kuva | näppäimistöni hajosi | nähdään huomenna"
        ),
        (
            "sv",
            "har någon fått uppdateringen? | tack så mycket | fin bild | mitt tangentbord gick sönder | vi ses imorgon"
        ),
        ("cs", "má už někdo aktualizaci? | děkuju moc | pěkná fotka | rozbila se mi klávesnice | uvidíme se zítra"),
        (
            "hu",
            "megkapta már valaki a frissítést? | köszönöm szépen | szép kép | elromlott a billentyűzetem | holnap találkozunk"
        ),
        ("ja", "もう更新した人いますか | ありがとう | きれいな写真ですね"), ("zh", "有人更新了吗 | 谢谢大家 | 照片真好看 | 我的键盘坏了"),
        ("ko", "업데이트 받으신 분 있나요? | 감사합니다"), ("th", "มีใครได้อัปเดตหรือยัง | ขอบคุณมาก"),
    ]
}
