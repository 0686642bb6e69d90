import Testing

@testable import GatehouseTLS

@Suite struct HostNameTests {
    @Test(arguments: [
        ("a.example.test", "a.example.test"), ("API.Example.TEST", "api.example.test"), ("localhost", "localhost"),
        ("_acme.a-b.test", "_acme.a-b.test"), ("1.2.3.test", "1.2.3.test"),
    ])
    func accepts(text: String, lowered: String) {
        #expect(HostName(text)?.text == lowered)
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "*.a.test", "127.0.0.1", "::1", "a b", "a\0b", "a/b", "ä.test", "a:80", "1",
        String(repeating: "a", count: 64) + ".test", String(repeating: "a.", count: 127) + "test",
    ])
    func refuses(text: String) {
        #expect(HostName(text) == nil)
    }

    @Test func knowsItsParent() {
        #expect(HostName("a.b.test")?.parent == ".b.test")
        #expect(HostName("localhost")?.parent == nil)
    }
}
