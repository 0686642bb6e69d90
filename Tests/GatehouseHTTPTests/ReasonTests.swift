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
            #expect((400...599).contains(status) || reason == .redirectedToHTTPS)
            #expect(["Client Error", "Server Error"].contains(StandardPhrase.of(status)) == false)
            #expect(Denial(reason).status == status)
            #expect(HTTP1Violation(reason).status == status)
        }
    }
}
