import Testing

@testable import GatehouseConfiguration

struct HealthSettingsTests {
    private func health(_ text: String) throws -> HealthSettings? {
        try Fixtures.document(Fixtures.complete + "health: \(text)\n").health
    }

    @Test func isAbsentUnlessAskedFor() throws {
        #expect(try Fixtures.document(Fixtures.complete).health == nil)
    }

    @Test func anyAddressMayAnswerHTTPChecks() throws {
        let health = try health("{address: \"0.0.0.0:8081\", path: /healthz}")
        #expect(health?.address == Endpoint(host: "0.0.0.0", port: 8081))
        #expect(health?.path == "/healthz")
    }

    @Test func withoutAPathChecksOnlyConnect() throws {
        let health = try health("{address: \"[::]:8081\"}")
        #expect(health?.address == Endpoint(host: "::", port: 8081))
        #expect(health?.path == nil)
    }

    @Test(arguments: ["healthz", "/health z", "/a?b", "/%61", "/a;b", "/ü", "\"\"", "[/a]"])
    func aPathWithSeveralSpellingsIsRefused(_ path: String) {
        let text = Fixtures.complete + "health: {address: \"0.0.0.0:8081\", path: \(path)}\n"
        #expect(Fixtures.problems(in: text).count == 1)
    }

    @Test func theAddressIsNobodyElses() throws {
        let admin = "admin: {listen: \"127.0.0.1:8081\"}\nhealth: {address: \"127.0.0.1:8081\"}\n"
        #expect(Fixtures.problems(in: Fixtures.complete + admin).count == 1)
        let text = try Fixtures.replacing("127.0.0.1:0", with: "0.0.0.0:8443")
        #expect(Fixtures.problems(in: text + "health: {address: \"0.0.0.0:8443\"}\n").count == 1)
    }
}
