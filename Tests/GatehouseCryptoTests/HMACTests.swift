import GatehouseCrypto
import Testing

struct HMACTests {
    private static let message = "what do ya want for nothing?"

    /// RFC 4231 section 4.3.
    @Test(arguments: [
        (DigestAlgorithm.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        (
            .sha512,
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
    ])
    func knownValue(_ algorithm: DigestAlgorithm, _ expected: String) throws {
        var mac = try HMAC(algorithm, key: bytes("Jefe").span)
        mac.update(bytes(Self.message).span)
        #expect(try mac.finish().hexadecimal == expected)
    }

    @Test func resetKeepsTheKey() throws {
        var mac = try HMAC(.sha256, key: bytes("Jefe").span)
        mac.update(bytes("another message").span)
        _ = try mac.finish()
        mac.reset()
        mac.update(bytes(Self.message).span)
        #expect(try mac.finish().hexadecimal.hasPrefix("5bdcc146"))
    }

    @Test func emptyKeyIsRefused() {
        #expect(throws: CryptoError.self) { _ = try HMAC(.sha256, key: [UInt8]().span) }
    }

    @Test func valueIsTakenOnce() throws {
        var mac = try HMAC(.sha256, key: bytes("k").span)
        _ = try mac.finish()
        var isRefused = false
        do { _ = try mac.finish() } catch { isRefused = true }
        #expect(isRefused)
    }
}
