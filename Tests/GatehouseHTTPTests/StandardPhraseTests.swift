import GatehouseHTTP
import Testing

struct StandardPhraseTests {
    @Test(arguments: [
        (100, "Continue"), (101, "Informational"), (200, "OK"), (202, "Accepted"), (299, "Success"),
        (308, "Permanent Redirect"),
        (399, "Redirection"), (404, "Not Found"), (418, "Client Error"), (431, "Request Header Fields Too Large"),
        (502, "Bad Gateway"), (599, "Server Error"),
    ])
    func phrasesAreStandard(status: UInt16, phrase: String) {
        #expect(StandardPhrase.of(status) == phrase)
    }
}
