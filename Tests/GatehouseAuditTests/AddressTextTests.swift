import GatehouseHTTP
import Testing

@testable import GatehouseAudit

struct AddressTextTests {
    @Test(arguments: ["", "::1", "192.0.2.10:443", "[ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255]:65535"])
    func keepsTheText(text: String) {
        #expect(AddressText(text).withSpan { String(decoding: $0) } == text)
    }

    @Test func isCutAtItsBound() {
        let text = String(repeating: "a", count: AddressText.maximumBytes)
        #expect(AddressText(text + "bc").withSpan { String(decoding: $0) } == text)
    }
}
