import GatehouseCrypto
import Testing

struct KeyInspectionTests {
    private static let exponent: [UInt8] = [1, 0, 1]

    @Test func modulusHasLimits() throws {
        func key(bits: Int) throws -> PublicKey {
            try PublicKey(
                subjectPublicKeyInfo: KeyMaterial.rsa(
                    modulus: KeyMaterial.modulus(bits: bits), exponent: Self.exponent))
        }
        #expect(throws: KeyError.modulusTooSmall(bits: 512)) { try key(bits: 512) }
        #expect(throws: KeyError.modulusTooSmall(bits: 1016)) { try key(bits: 1016) }
        #expect(try key(bits: 1024).algorithm == .rsa(bits: 1024))
        #expect(try key(bits: 8192).algorithm == .rsa(bits: 8192))
        #expect(throws: KeyError.modulusTooLarge(bits: 8200)) { try key(bits: 8200) }
        #expect(throws: KeyError.modulusTooLarge(bits: 16_384)) { try key(bits: 16_384) }
    }

    @Test func exponentHasLimits() throws {
        func key(exponent: [UInt8]) throws -> PublicKey {
            try PublicKey(
                subjectPublicKeyInfo: KeyMaterial.rsa(
                    modulus: KeyMaterial.modulus(bits: 1024), exponent: exponent))
        }
        #expect(try key(exponent: [3]).algorithm == .rsa(bits: 1024))
        #expect(try key(exponent: [0xFF, 0xFF, 0xFF, 0xFF]).algorithm == .rsa(bits: 1024))
        for exponent: [UInt8] in [[0], [1], [2], [1, 0, 0], [1, 0, 0, 0, 1], KeyMaterial.modulus(bits: 1024)] {
            #expect(throws: KeyError.parametersRefused, "\(exponent.prefix(8))") { try key(exponent: exponent) }
        }
    }

    @Test func evenModulusIsRefused() {
        var modulus = KeyMaterial.modulus(bits: 1024)
        modulus[127] = 0x10
        #expect(throws: KeyError.parametersRefused) {
            try PublicKey(subjectPublicKeyInfo: KeyMaterial.rsa(modulus: modulus, exponent: Self.exponent))
        }
    }
}
