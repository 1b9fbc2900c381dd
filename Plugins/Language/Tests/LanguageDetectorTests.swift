import LanguagePlugin
import Testing

@Suite struct LanguageDetectorTests {
}
