import GatehouseHTTP
import Testing

struct ReasonTests {
    @Test func wordsAreStableTokens() {
        for reason in Reason.allCases {
            #expect(
                reason.rawValue.utf8.allSatisfy { $0 == UInt8(ascii: "_") || $0.isDigit || (0x61...0x7a).contains($0) })
        }
        #expect(Set(Reason.allCases.map(\.rawValue)).count == Reason.allCases.count)
    }

    @Test func statusesAreErrorsWithPhrases() {
        for reason in Reason.allCases {
            guard let status = reason.status else { continue }
            #expect((400...599).contains(status) == true)
            #expect(["Client Error", "Server Error"].contains(StandardPhrase.of(status)) == false)
            #expect(Denial(reason).status == status)
            #expect(HTTP1Violation(reason).status == status)
        }
    }

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
