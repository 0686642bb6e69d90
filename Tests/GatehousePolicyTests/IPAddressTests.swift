import GatehousePolicy
import TestSupport
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("255.255.255.255", "255.255.255.255"), ("0.0.0.0", "0.0.0.0"),
        ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::A", "2001:db8::a"),
        ("2001:0db8:0000:0000:0001:0000:0000:0001", "2001:db8::1:0:0:1"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("::ffff:10.0.0.1", "10.0.0.1"), ("::FFFF:0A00:0001", "10.0.0.1"), ("0:0:0:0:0:ffff:10.0.0.1", "10.0.0.1"),
        ("::10.0.0.1", "::a00:1"), ("64:ff9b::10.0.0.1", "64:ff9b::a00:1"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
        ("fe80:0:0:0:1::", "fe80::1:0:0:0"),
    ])
    func readsAndWritesEachAddressInOneForm(text: String, canonical: String) throws {
        let address = try #require(IPAddress(text))
        #expect(address.description == canonical)
        #expect(IPAddress(canonical) == address)
    }

    @Test func foldsMappedAddresses() {
        #expect(IPAddress("::ffff:192.0.2.7") == IPAddress(ipv4: 0xc000_0207))
        #expect(IPAddress(high: 0, low: 0xffff_c000_0207).isIPv4)
        #expect(IPAddress("::192.0.2.7")?.isIPv4 == false)
        #expect(IPAddress("::fffe:192.0.2.7")?.isIPv4 == false)
    }

    @Test func roundTripsRandomAddresses() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2000 {
            // Sparse bits, so that runs of zero groups occur.
            let high = random.next() & random.next() & random.next()
            let low = random.next() & random.next() & random.next() & random.next()
            let address = IPAddress(high: high, low: low)
            #expect(IPAddress(address.description) == address)
        }
    }
}
