import GatehousePolicy
import Testing

@testable import GatehouseConfiguration

struct HostTextTests {
    @Test(arguments: ["gateway.example.com", "localhost", "10.0.0.1", "[2001:db8::1]", "*.example.com", "*", "a_b.c-d"])
    func readsPatterns(_ text: String) {
        #expect(HostText.pattern(text)?.description == text)
    }

    @Test(arguments: [
        ("Example.com", "lower case"), ("a.example.", "final dot"), ("a.example:443", "port"), ("https://a", "scheme"),
        ("**", "any host"), ("**.a", "any host"), ("", "such as"), ("a..b", "such as"), ("*.10.0.0.1", "such as"),
        ("1.2.3", "such as"), ("256.1.1.1", "such as"), ("a.*.b", "such as"), ("-a.b", "such as"), ("[::1", "such as"),
        ("[10.0.0.1]", "such as"), ("::1", "such as"), ("bücher.example", "such as"),
    ])
    func refusesOtherFormsWithAReason(_ text: String, _ reason: String) {
        #expect(HostText.pattern(text) == nil)
        #expect(HostText.hint(for: text).contains(reason))
    }

    @Test func boundsLabelsAndNames() {
        let label = String(repeating: "a", count: 63)
        #expect(HostText.isName(label))
        #expect(!HostText.isName(label + "a"))
        #expect(HostText.isName([label, label, label, String(repeating: "a", count: 61)].joined(separator: ".")))
        #expect(!HostText.isName([label, label, label, String(repeating: "a", count: 62)].joined(separator: ".")))
    }
}
