import Testing

@testable import GatehouseTLS

@Suite struct ServerNameExtensionTests {
    private func extensionBytes(_ name: [UInt8], type: UInt8 = 0) -> [UInt8] {
        let length = UInt8(name.count)
        return [0, length + 3, type, 0, length] + name
    }

    private func read(_ bytes: [UInt8]) -> ServerNameExtension { ServerNameExtension(bytes.span) }

    @Test func readsAName() throws {
        let name = try #require(HostName("a.example.test"))
        #expect(read(extensionBytes(Array("A.example.TEST".utf8))) == .name(name))
    }

    @Test(arguments: ["127.0.0.1", "a.example.test.", "a\0b", "*.example.test"])
    func namesThatNoCertificateHasAreUnusable(name: String) {
        #expect(read(extensionBytes(Array(name.utf8))) == .unusable)
    }

    @Test func refusesOtherForms() {
        let good = extensionBytes(Array("a.test".utf8))
        for cut in 0..<good.count { #expect(read(Array(good.prefix(cut))) == .malformed) }
        #expect(read(good + [0]) == .malformed)
        #expect(read(extensionBytes([0x61], type: 1)) == .malformed)
        #expect(read(extensionBytes([])) == .malformed)
        // Two names in one list.
        #expect(read([0, 8, 0, 0, 1, 0x61, 0, 0, 1, 0x62]) == .malformed)
    }
}
