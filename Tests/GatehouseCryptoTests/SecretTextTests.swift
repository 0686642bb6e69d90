import Testing

@testable import GatehouseCrypto

@Suite struct SecretTextTests {
    @Test(arguments: ["", "key", "-----BEGIN PRIVATE KEY-----\n…\n"])
    func givesBackWhatItWasMadeOf(_ text: String) {
        let secret = SecretText(text)
        #expect(secret.text == text)
        #expect(secret.withUTF8 { $0.count } == text.utf8.count)
        #expect(secret == SecretText(text))
        #expect(secret != SecretText(text + "x"))
    }

    /// It would be a mistake to find one in a log.
    @Test func isNotDescribed() {
        #expect(!"\(SecretText("hush"))".contains("hush"))
        #expect(!String(reflecting: SecretText("hush")).contains("hush"))
    }
}
