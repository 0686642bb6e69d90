import GatehouseConfiguration
import Testing

@testable import gatehouse

@Suite struct DescriptorReserveTests {
    private func reserve(upstream: String) throws -> DescriptorReserve {
        let text = """
            version: 1
            workers: 2
            listeners: [{name: http, address: "127.0.0.1:0", redirect_to_https: {hosts: ["*"]}}]
            upstreams: [{name: connector, address: "127.0.0.1:8080", \(upstream)}]
            routes:
              - {id: a, hosts: ["*"], path: /a, methods: [GET], exposure: public, require: none, upstream: connector}
            """
        return DescriptorReserve(for: try ConfigurationDocument(reading: Array(text.utf8), file: "f"))
    }

    @Test func connectorsHaveTheirs() throws {
        // 128, and for each of two workers a listener and 16 connections for public and as many for private routes.
        #expect(try reserve(upstream: "protocol: http/1.1").ceiling(of: 10_000) == 10_000 - 128 - 2 * (1 + 32))
        #expect(try reserve(upstream: "protocol: h2c").ceiling(of: 10_000) == 10_000 - 128 - 2 * (1 + 4))
    }

    @Test func clientsHaveHalfAtLeast() throws {
        #expect(try reserve(upstream: "protocol: http/1.1, connections: 64").ceiling(of: 256) == 128)
        #expect(try reserve(upstream: "protocol: h2c").ceiling(of: .max) == .max)
    }
}
