import GatehouseCrypto

/// Makes SubjectPublicKeyInfo structures that no honest tool would write.
enum KeyMaterial {
    /// An RSA key with any modulus and exponent, big endian.
    static func rsa(modulus: [UInt8], exponent: [UInt8]) -> [UInt8] {
        let key = sequence(integer(modulus) + integer(exponent))
        let identifier: [UInt8] = [
            0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00,
        ]
        return sequence(identifier + element(0x03, [0x00] + key))
    }

    /// An odd modulus of exactly `bits` bits, a multiple of 8.
    static func modulus(bits: Int) -> [UInt8] {
        var modulus = pattern(bits / 8)
        modulus[0] = 0xC1
        modulus[modulus.count - 1] |= 1
        return modulus
    }

    static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }

    private static func integer(_ magnitude: [UInt8]) -> [UInt8] {
        element(0x02, (magnitude.first ?? 0) & 0x80 != 0 ? [0] + magnitude : magnitude)
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        switch content.count {
        case 0..<128: [tag, UInt8(content.count)] + content
        case 128..<256: [tag, 0x81, UInt8(content.count)] + content
        default: [tag, 0x82, UInt8(content.count >> 8), UInt8(content.count & 0xFF)] + content
        }
    }

    static func base64(_ bytes: [UInt8]) -> String { Base64.encode(bytes.span) }
}
