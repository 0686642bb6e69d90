import Testing

@testable import GatehouseConfiguration

struct AdminSettingsTests {
    private func listen(_ text: String, file: String = "etc/policy.yaml") throws -> AdminSettings.Place? {
        try Fixtures.document(Fixtures.complete + "admin: {listen: \(text)}\n", file: file).admin?.listen
    }

    @Test func isAbsentUnlessAskedFor() throws {
        #expect(try Fixtures.document(Fixtures.complete).admin == nil)
    }

    @Test func socketsArePathsWithASlash() throws {
        #expect(try listen("/run/gatehouse/admin.sock") == .socket(path: "/run/gatehouse/admin.sock"))
        #expect(try listen("./admin.sock") == .socket(path: "etc/./admin.sock"))
    }

    @Test(arguments: [
        ("127.0.0.1:9901", "127.0.0.1", UInt16(9901)), ("127.9.9.9:0", "127.9.9.9", 0), ("\"[::1]:1\"", "::1", 1),
    ])
    func loopbackAddresses(_ text: String, _ host: String, _ port: UInt16) throws {
        #expect(try listen(text) == .address(Endpoint(host: host, port: port)))
    }

    @Test(arguments: [
        "0.0.0.0:9901", "10.0.0.1:9901", "\"[::]:9901\"", "\"[fe80::1]:9901\"", "\"[::ffff:10.0.0.1]:9901\"",
        "localhost:9901", "126.255.255.255:1", "128.0.0.1:1", "admin.sock", "9901", "127.0.0.1", "\"\"", "[]",
    ])
    func whatOtherMachinesReachIsRefused(_ text: String) {
        let problems = Fixtures.problems(in: Fixtures.complete + "admin: {listen: \(text)}\n")
        #expect(problems.count == 1)
        #expect(problems.first?.contains("admin.listen") == true)
    }

    @Test func aPathMustFitIntoASocketAddress() {
        let fits = "/" + String(repeating: "a", count: 106)
        #expect(Fixtures.problems(in: Fixtures.complete + "admin: {listen: \(fits)}\n").isEmpty)
        #expect(Fixtures.problems(in: Fixtures.complete + "admin: {listen: \(fits)a}\n").count == 1)
    }

    @Test func theAddressIsNobodyElses() throws {
        let text = try Fixtures.replacing("127.0.0.1:0", with: "127.0.0.1:8443")
        let problems = Fixtures.problems(in: text + "admin: {listen: \"127.0.0.1:8443\"}\n")
        #expect(problems.map { $0.contains("the address 127.0.0.1:8443 is taken") } == [true])
    }
}
