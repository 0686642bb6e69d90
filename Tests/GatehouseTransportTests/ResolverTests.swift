import Testing

@testable import GatehouseTransport

@Suite struct ResolverTests {
    @Test(arguments: [("127.0.0.1", "127.0.0.1:80"), ("[::1]", "[::1]:80"), ("::1", "[::1]:80")])
    func readsNumericAddresses(host: String, expected: String) throws {
        #expect(try Resolver.resolve(host: host, port: 80).map(\.description) == [expected])
    }

    @Test func localhostIsLoopback() throws {
        let addresses = try Resolver.resolve(host: "localhost", port: 1)
        #expect(addresses.filter { !$0.isLoopback } == [])
        #expect(Set(addresses).count == addresses.count)
    }

    @Test(arguments: ["", "[localhost]", "a..b", "127.0.0.1\0.example.com"])
    func refuses(host: String) {
        #expect(throws: Resolver.Failure.self) { try Resolver.resolve(host: host, port: 1) }
    }
}
