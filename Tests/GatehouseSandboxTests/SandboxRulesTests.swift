import Testing

@testable import GatehouseSandbox

@Suite struct SandboxRulesTests {
    private func rules(_ places: [String: FileRights], connected: Set<UInt16>? = [443]) -> SandboxRules {
        var rules = SandboxRules()
        for (path, rights) in places { rules.allow(rights, at: path) }
        rules.connectedPorts = connected
        return rules
    }

    @Test func rightsAtOnePlaceAddUp() {
        var rules = SandboxRules()
        rules.allow(.read, at: "/a")
        rules.allow(.write, at: "/a")
        #expect(rules.places == ["/a": [.read, .write]])
    }

    @Test func whatLiesBelowAFolderIsCovered() {
        let present = rules(["/etc/gatehouse": .read, "/var/log/gatehouse": .write])
        #expect(present.shortfall(for: present) == nil)
        #expect(present.shortfall(for: rules(["/etc/gatehouse/tls/next": .read])) == nil)
        #expect(
            present.shortfall(for: rules(["/etc/gatehouse-other": .read])) == "`/etc/gatehouse-other` is closed off")
        #expect(present.shortfall(for: rules(["/etc": .read])) != nil)
        #expect(present.shortfall(for: rules(["/etc/gatehouse": .write])) != nil)
        #expect(rules(["/": .read]).shortfall(for: rules(["/anything": .read])) == nil)
        #expect(rules(["/a": .read, "/a/b": .sockets]).shortfall(for: rules(["/a/b": [.read, .sockets]])) == nil)
    }

    @Test func portsAreComparedOneByOne() {
        let present = rules([:], connected: [443, 8080])
        #expect(present.shortfall(for: rules([:], connected: [8080])) == nil)
        #expect(
            present.shortfall(for: rules([:], connected: [8080, 9000, 8443]))
                == "connections to port 8443 are closed off")
        #expect(present.shortfall(for: rules([:], connected: nil)) != nil)
        #expect(rules([:], connected: nil).shortfall(for: present) == nil)
        var bound = present
        bound.boundPorts = [80]
        #expect(present.shortfall(for: bound) == "binding port 80 is closed off")
    }
}
