import GatehousePolicy
import Testing

@testable import GatehouseConfiguration

struct NetworkTextTests {
    @Test(arguments: ["10.0.0.0/8", "192.0.2.7/32", "2001:db8::/32", "::1/128", "128.0.0.0/1"])
    func readsNetworks(_ text: String) {
        #expect(NetworkText.parse(text)?.description == text)
    }

    @Test(arguments: [
        "", "10.0.0.0", "10.0.0.0/", "/8", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0/8",
        "010.0.0.0/8", "0.0.0.0/0", "::/0", "::1/64", "fe80::1%eth0/64", "10.0.0.0/8/8", "vpc", "10.0.0.0/8 ",
    ])
    func refusesWhatCouldBeASlip(_ text: String) {
        #expect(NetworkText.parse(text) == nil)
        #expect(!NetworkText.hint(for: text).isEmpty)
    }

    @Test func hintsNameTheSlip() {
        #expect(NetworkText.hint(for: "10.0.0.1") == "write `10.0.0.1/32` for one address")
        #expect(NetworkText.hint(for: "::1") == "write `::1/128` for one address")
        #expect(NetworkText.hint(for: "0.0.0.0/0").contains("exposure: public"))
        #expect(NetworkText.hint(for: "10.0.0.1/8").contains("no bits set behind"))
    }
}
