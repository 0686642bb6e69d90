import Testing

@testable import GatehousePolicy

@Suite struct ClientNetworkTests {
    private func network(_ text: String) throws -> ClientNetwork {
        let address = IPAddress(parsing: text.utf8.span)
        return ClientNetwork(of: try #require(address))
    }

    @Test func anIPv4AddressStandsForItself() throws {
        #expect(try network("192.0.2.1") == network("::ffff:192.0.2.1"))
        #expect(try network("192.0.2.1") != network("192.0.2.2"))
        #expect(try network("0.0.0.0").key != 0)
    }

    @Test func anIPv6AddressStandsForItsFirst56Bits() throws {
        #expect(try network("2001:db8:1:200::1") == network("2001:db8:1:2ff:ffff::9"))
        #expect(try network("2001:db8:1:200::1") != network("2001:db8:1:300::1"))
        #expect(try network("::").key != 0)
    }

    /// `c0:2:1::` and `192.0.2.1` have the same bits in the same places; the families still differ.
    @Test func theFamiliesNeverMeet() throws {
        #expect(try network("0:c000:201::") != network("192.0.2.1"))
        #expect(try network("::") != network("0.0.0.0"))
    }
}
