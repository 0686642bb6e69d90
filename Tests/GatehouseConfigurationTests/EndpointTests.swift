import Testing

@testable import GatehouseConfiguration

struct EndpointTests {
    @Test(arguments: [
        ("127.0.0.1:8443", "127.0.0.1", UInt16(8443), true), ("[::1]:0", "::1", 0, true),
        ("connector.internal:8080", "connector.internal", 8080, false), ("localhost:65535", "localhost", 65_535, false),
    ])
    func readsHostAndPort(_ text: String, _ host: String, _ port: UInt16, _ isNumeric: Bool) throws {
        let endpoint = try #require(Endpoint(text))
        #expect(endpoint == Endpoint(host: host, port: port))
        #expect(endpoint.isNumeric == isNumeric)
        #expect(endpoint.description == text)
    }

    @Test(arguments: [
        "", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:080", "127.0.0.1:+80", "::1:80",
        "[::1]", "[127.0.0.1]:80", "[::1%eth0]:80", "256.0.0.1:80", "1.2.3:80", "Host:80", "http://a:80", "a b:80",
        "-a:80", "a..b:80", "a.:80",
    ])
    func refusesEverythingElse(_ text: String) {
        #expect(Endpoint(text) == nil)
    }
}
