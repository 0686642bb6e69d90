import GatehouseHTTP
import Testing

/// What is refused stands in `http1-requests.tsv`, section `host`; here is what an accepted one says.
struct AuthorityTests {
    @Test(
        arguments: [
            ("a.example", Authority.Host.name, 9, nil), ("a.example:443", .name, 9, 443), ("a:65535", .name, 1, 65_535),
            ("127.0.0.1:8080", .ipv4, 9, 8080), ("[::1]", .ipv6, 5, nil), ("[::]:1", .ipv6, 4, 1),
            ("[2001:db8::1]:8443", .ipv6, 13, 8443), ("[::ffff:1.2.3.4]", .ipv6, 16, nil),
            ("[1:2:3:4:5:6:7:8]", .ipv6, 17, nil), ("[1:2:3:4:5:6:1.2.3.4]", .ipv6, 21, nil), ("[1::]", .ipv6, 5, nil),
            ("xn--bcher-kva.example", .name, 21, nil), ("1a.example", .name, 10, nil), ("7f3a9c2b1d", .name, 10, nil),
            ("a.0xg", .name, 5, nil),
        ] as [(String, Authority.Host, Int, UInt16?)])
    func partsAreFound(text: String, host: Authority.Host, count: Int, port: UInt16?) throws {
        let parsed = Authority(text.utf8.span)
        let authority = try #require(parsed)
        #expect(authority.host == host)
        #expect(authority.hostByteCount == count)
        #expect(authority.port == port)
    }

    @Test(arguments: [
        "", ":443", "a.1", "1.2.3.0x", "a.0x1f", "[1:2:3:4:5:6:7:8::]", "[1:2:3:4:5:6:7:1.2.3.4]", "[::1.2.3]",
        "[1.2.3.4::]", "[:::]",
        "[::1]]", "[[::1]", "a]", "[::1]:", "a.01", "1.2.3.04", "a:b:1",
    ])
    func othersAreRefused(text: String) {
        #expect(Authority(text.utf8.span) == nil)
    }

    @Test func lengthsAreBounded() {
        let label = String(repeating: "a", count: 63)
        #expect(Authority(label.utf8.span) != nil)
        #expect(Authority("\(label)a".utf8.span) == nil)
        #expect(Authority("\(label)a.b".utf8.span) == nil)
        let name = [label, label, label, String(repeating: "b", count: 61)].joined(separator: ".")
        #expect(Authority(name.utf8.span) != nil)
        #expect(Authority("\(name)b".utf8.span) == nil)
    }
}
