import Testing

@testable import GatehousePolicy

@Suite struct ForwardedNodeTests {
    @Test(arguments: ["192.0.2.1", "192.0.2.1:80", "192.0.2.1:0", "192.0.2.1:_a.b-c_d", "[::ffff:192.0.2.1]:80"])
    func readsNodesWithAndWithoutPorts(text: String) {
        let node = ForwardedNode(node: text.utf8.span)
        #expect(node == .address(IPAddress(ipv4: 0xc000_0201)))
    }

    @Test(arguments: [
        "", ":", "[", "[]", "]", "[]:80", "unknown", "_a", "::1", "2001:db8::1", "[::1]80", "[::1]:", "192.0.2.1:_",
        "192.0.2.1:_~", "192.0.2.1:-1", "192.0.2.1:80:80", "[::1%lo]", "[[::1]]",
    ])
    func hidesOthers(text: String) {
        let node = ForwardedNode(node: text.utf8.span)
        #expect(node == .hidden)
    }

    @Test func onlyXForwardedForHasBareIPv6() {
        let node = ForwardedNode(xForwardedFor: "2001:db8::1".utf8.span)
        #expect(node == IPAddress("2001:db8::1").map { .address($0) })
    }
}
