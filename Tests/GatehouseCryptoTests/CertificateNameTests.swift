import GatehouseCrypto
import Testing

struct CertificateNameTests {
    @Test func namesAndAddressesAreRead() {
        #expect(CertificateName(parsing: "Example.COM") == .dns("example.com"))
        #expect(CertificateName(parsing: "*.example.com") == .dns("*.example.com"))
        #expect(CertificateName(parsing: "localhost") == .dns("localhost"))
        #expect(CertificateName(parsing: "127.0.0.1") == .address([127, 0, 0, 1]))
        #expect(CertificateName(parsing: "::1") == .address([UInt8](repeating: 0, count: 15) + [1]))
        #expect(CertificateName(parsing: "2001:db8::a")?.description == "2001:db8:0:0:0:0:0:a")
    }

    @Test(arguments: [
        "", ".", "a.", ".a", "a..b", "-a", "a-", "*", "*.", "*a.b", "a.*", "*.*.a", "a b", "a,DNS:b", "a\nb", "a\u{0}",
        "a/b", "a:b", "1.2.3", "1.2.3.256", "01.2.3.4", " 1.2.3.4", "+1.2.3.4", "1.2.3.4 ", "1.2.3.4\u{0}", "ä.example",
        "::g",
        ":", ":::", "1:", ":1", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8", "::00001", "::+1",
        "::-1",
        "a." + String(repeating: "b", count: 64), String(repeating: "a.", count: 127) + "bc", "[::1]", "::1%eth0",
    ])
    func otherTextIsRefused(_ text: String) {
        #expect(CertificateName(parsing: text) == nil)
    }

    @Test func wildcardCoversOneLabel() throws {
        func covers(_ pattern: String, _ host: String) throws -> Bool {
            try #require(CertificateName(parsing: pattern)).covers(try #require(CertificateName(parsing: host)))
        }
        #expect(try covers("a.example.com", "A.example.com"))
        #expect(try covers("*.example.com", "a.example.com"))
        #expect(try covers("*.example.com", "*.example.com"))
        #expect(try !covers("*.example.com", "example.com"))
        #expect(try !covers("*.example.com", "a.b.example.com"))
        #expect(try !covers("*.example.com", "a.otherexample.com"))
        #expect(try !covers("a.example.com", "*.example.com"))
        #expect(try !covers("*.b.example.com", "*.example.com"))
        #expect(try !covers("*.0.0.1x", "127.0.0.1"))
    }
}
