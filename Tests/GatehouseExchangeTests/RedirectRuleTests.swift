import GatehouseHTTP
import GatehousePolicy
import Testing

@testable import GatehouseExchange

@Suite struct RedirectRuleTests {
    private func rule(port: UInt16 = 443) -> RedirectRule {
        RedirectRule(port: port, hosts: ["gateway.test", "*.gateway.test"].compactMap { HostPattern($0) })
    }

    @Test(arguments: [
        ("gateway.test", Reason.redirectedToHTTPS), ("gateway.test:8080", .redirectedToHTTPS),
        ("other.test", .routeNotFound), ("gateway.test.other", .routeNotFound),
        ("", .routeNotFound), ("a b", .routeNotFound),
    ]) func ownHostsOnly(host: String, reason: Reason) {
        #expect(rule().judge(Corridor.request("/x", host: host)) == Denial(reason))
    }

    @Test func withoutAHostNothingIsConfirmed() {
        #expect(rule().judge(Corridor.request("/x", host: nil)) == Denial(.routeNotFound))
        #expect(rule().location(for: Corridor.request("/x", host: nil)) == nil)
    }

    @Test func theTargetIsKept() {
        let message = Corridor.request("/a%20b?c=d&e", host: "gateway.test:8080")
        #expect(rule().location(for: message) == "https://gateway.test/a%20b?c=d&e")
        #expect(rule(port: 8443).location(for: message) == "https://gateway.test:8443/a%20b?c=d&e")
    }
}
