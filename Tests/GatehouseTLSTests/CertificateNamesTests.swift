import Testing

@testable import GatehouseTLS

@Suite struct CertificateNamesTests {
    private func names() throws -> CertificateNames {
        var names = try #require(CertificateNames(["example.test", "*.example.test"]))
        let zeros = [UInt8](repeating: 0, count: 15)
        let added = [[127, 0, 0, 1], zeros, zeros + [1]].map { names.add(address: $0.span) }
        #expect(added == [true, false, true], "an address has 4 or 16 bytes")
        return names
    }

    @Test(arguments: ["example.test", "EXAMPLE.test", "a.example.test", "A.Example.Test", "127.0.0.1", "[::1]"])
    func covers(host: String) throws {
        #expect(try names().covers(host))
    }

    @Test(arguments: [
        "", ".example.test", "a.b.example.test", "example.test.", "xexample.test", "a.example.tes", "127.0.0.2", "::1",
        "[::2]", "*", "test", "a.example.test\0",
    ])
    func doesNotCover(host: String) throws {
        #expect(try !names().covers(host))
    }

    @Test(arguments: ["*.test", "a*.example.test", "*", "*.", "*.*.example.test", "a.*.test", ""])
    func refusesWildcardsOfOtherForms(name: String) {
        #expect(CertificateNames([name]) == nil)
    }

    @Test func comparesSets() throws {
        let all = try names()
        #expect(try #require(CertificateNames(["x.example.test"])).areCovered(by: all))
        #expect(try #require(CertificateNames(["*.example.test"])).areCovered(by: all))
        #expect(try !#require(CertificateNames(["*.other.test"])).areCovered(by: all))
        #expect(try !#require(CertificateNames(["x.y.example.test"])).areCovered(by: all))
    }
}

extension CertificateNames {
    func covers(_ host: String) -> Bool { covers(host: host.utf8.span) }
}
