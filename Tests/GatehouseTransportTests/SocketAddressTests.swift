import Testing

@testable import GatehouseTransport

@Suite struct SocketAddressTests {
    @Test(arguments: [
        ("127.0.0.1:8443", "127.0.0.1:8443"),
        ("0.0.0.0:0", "0.0.0.0:0"),
        ("[::1]:8443", "[::1]:8443"),
        ("[2001:DB8:0::1]:65535", "[2001:db8::1]:65535"),
        ("[::ffff:10.1.2.3]:80", "10.1.2.3:80"),
    ])
    func readsAndWrites(text: String, canonical: String) {
        #expect(SocketAddress(text)?.description == canonical)
    }

    @Test(arguments: [
        "", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:+1", "127.0.0.1:080000", "127.1:80",
        "127.0.0.01:80", "localhost:80", "::1:80", "[::1]", "[::1]80", "[]:80", "[fe80::1%eth0]:80", "[::1:80",
        "127.0.0.1 :80", "127.0.0.1:8 0", "[::1]x:80", "127.0.0.1\0:80",
    ])
    func refuses(text: String) {
        #expect(SocketAddress(text) == nil)
    }

    @Test func mappedAndPlainIPv4AreEqual() {
        #expect(SocketAddress("[::ffff:127.0.0.1]:9") == SocketAddress(ipv4: 0x7f00_0001, port: 9))
    }

    @Test func knowsLoopback() throws {
        #expect(try #require(SocketAddress("127.9.9.9:1")).isLoopback)
        #expect(try #require(SocketAddress("[::1]:1")).isLoopback)
        #expect(try !#require(SocketAddress("[::2]:1")).isLoopback)
        #expect(try !#require(SocketAddress("128.0.0.1:1")).isLoopback)
    }

    @Test(arguments: ["192.0.2.77:4711", "[2001:db8::77:1]:4711"])
    func survivesTheNativeForm(text: String) throws {
        let address = try #require(SocketAddress(text))
        let back = unsafe address.withNative { native, _ in unsafe SocketAddress(native: UnsafeRawPointer(native)) }
        #expect(back == address)
    }
}
