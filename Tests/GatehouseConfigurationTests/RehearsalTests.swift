import GatehousePolicy
import Testing

@testable import GatehouseConfiguration

@Suite struct RehearsalTests {
    private func rehearsed() throws -> (original: ConfigurationDocument, rehearsed: ConfigurationDocument) {
        let document = try ConfigurationDocument(
            reading: Fixtures.bytes(at: "policies/connector.yaml"), file: "policies/connector.yaml")
        let range = try #require(Network("127.0.0.2/32"))
        let rehearsal = Rehearsal(
            port: 0, connector: Endpoint(host: "127.0.0.1", port: 40_000), additionalRanges: ["vpc": [range]],
            audit: .file(path: "audit.jsonl"), access: .file(path: "access.jsonl"))
        return (document, document.rehearsed(rehearsal))
    }

    @Test func changesWhereItRuns() throws {
        let document = try rehearsed().rehearsed
        #expect(document.listeners.map(\.address.description) == ["127.0.0.1:0"])
        #expect(document.upstreams.flatMap(\.addresses).map(\.description) == ["127.0.0.1:40000"])
        #expect(document.upstreams.map(\.security) == [.cleartext])
        #expect(document.networks.map { $0.ranges.map(\.description) } == [["10.0.0.0/8", "127.0.0.2/32"]])
        #expect(document.audit.records == .file(path: "audit.jsonl"))
        #expect(document.audit.access == .file(path: "access.jsonl"))
    }

    @Test func leavesThePolicyAlone() throws {
        let (original, document) = try rehearsed()
        #expect(document.routes == original.routes)
        #expect(document.limits == original.limits)
        #expect(document.keyRings == original.keyRings)
        #expect(document.listeners.map(\.service) == original.listeners.map(\.service))
        #expect(document.listeners.map(\.client) == original.listeners.map(\.client))
    }
}
