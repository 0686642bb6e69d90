import GatehouseConfiguration
import Testing

@testable import gatehouse

@Suite struct RestartRequirementTests {
    private static let text = """
        version: 1
        workers: 2
        listeners:
          - {name: a, address: "127.0.0.1:1", redirect_to_https: {hosts: ["*"]}}
          - {name: b, address: "127.0.0.1:2", redirect_to_https: {hosts: ["*"]}}
        upstreams:
          - {name: connector, address: "127.0.0.1:8080", protocol: h2c}
        routes:
          - {id: hook, hosts: ["*"], path: /hook, methods: [POST], exposure: public, require: none, upstream: connector}
        audit: {access: none}
        admin: {listen: "127.0.0.1:7"}
        health: {address: "127.0.0.1:8", path: /up}

        """

    private func difference(_ old: String, _ new: String) throws -> String? {
        try #require(Self.text.contains(old))
        func document(_ text: String) throws -> ConfigurationDocument {
            try ConfigurationDocument(reading: Array(text.utf8), file: "policy.yaml")
        }
        return RestartRequirement.first(
            from: try document(Self.text), to: try document(Self.text.replacing(old, with: new)))
    }

    @Test func whatIsOpenedOnceStays() throws {
        #expect(try difference("127.0.0.1:1\"", "127.0.0.1:3\"")?.contains("a on 127.0.0.1:3") == true)
        #expect(try difference("name: a", "name: c") != nil)
        #expect(
            try difference("  - {name: b, address: \"127.0.0.1:2\", redirect_to_https: {hosts: [\"*\"]}}\n", "") != nil)
        #expect(try difference("workers: 2", "workers: 3")?.contains("workers") == true)
        #expect(try difference("access: none", "access: stdout")?.contains("audit") == true)
        #expect(try difference("127.0.0.1:7", "127.0.0.1:9")?.contains("admin") == true)
        #expect(try difference("127.0.0.1:8", "127.0.0.1:9")?.contains("health") == true)
        #expect(try difference("/up", "/ok")?.contains("health") == true)
        #expect(try difference("audit: {", "sandbox: {mode: none}\naudit: {")?.contains("sandbox") == true)
    }

    @Test func everythingElseMayChange() throws {
        #expect(try difference("path: /hook", "path: /other") == nil)
        #expect(try difference("127.0.0.1:8080", "127.0.0.1:8081") == nil)
        // A line more moves what stands below it, and changes nothing.
        #expect(try difference("audit:", "\naudit:") == nil)
        #expect(try difference("[\"*\"]}}", "[a.example]}}") == nil)
    }
}
