import GatehouseCrypto
import Testing

struct PublicKeyParsingTests {
    private let pair: PrivateKey
    private var key: PublicKey { pair.publicKey }

    init() throws {
        pair = try PrivateKey.generate(.rsa(bits: 1024))
    }

    @Test func lineBreaksInBase64AreRead() throws {
        let text = key.base64
        let broken = "\(text.prefix(64))\r\n\(text.dropFirst(64).prefix(64))\n\(text.dropFirst(128))\n"
        #expect(try PublicKey(parsing: broken) == key)
        #expect(try PublicKey(parsing: "\n  \(text)  \n") == key)
    }

    @Test func otherThingsAreRefusedByName() throws {
        let pem = key.pem
        let cases: [(String, KeyError)] = [
            ("", .empty), (" \n", .empty), ("not a key!", .encodingMalformed), ("AAAA", .structureMalformed),
            (try pair.pem(), .privateKeyGiven),
            (try pem + pair.pem(), .privateKeyGiven),
            (PEM.Block(label: "RSA PRIVATE KEY", content: [1]).text, .privateKeyGiven),
            ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", .privateKeyGiven),
            (PEM.Block(label: "CERTIFICATE", content: [1]).text, .certificateGiven),
            (PEM.Block(label: "RSA PUBLIC KEY", content: [1]).text, .labelUnexpected),
            (pem + pem, .surplusContent), (pem + "x", .surplusContent), ("# key\n" + pem, .surplusContent),
            (pem.replacing("-----END", with: "-----FIN"), .encodingMalformed),
            (key.base64 + key.base64, .structureMalformed),
            (String(key.base64.dropLast()), .encodingMalformed),
            (String(key.base64.dropLast()) + "_", .encodingMalformed),
            (String(repeating: "A", count: 8193), .tooLong),
        ]
        for (text, expected) in cases {
            #expect(throws: expected, "\(text.prefix(60))") { try PublicKey(parsing: text) }
        }
    }

    @Test func bytesBehindTheKeyAreRefused() {
        let base64 = KeyMaterial.base64(key.subjectPublicKeyInfo + [0])
        #expect(throws: KeyError.structureMalformed) { try PublicKey(parsing: base64) }
    }

    /// BER allows a length in more bytes than needed; DER does not (X.690 section 10.1).
    @Test func secondEncodingOfAKeyIsRefused() {
        let der = key.subjectPublicKeyInfo
        #expect(der[1] == 0x81)
        let ber = [der[0], 0x82, 0x00] + der[2...]
        #expect(throws: KeyError.structureMalformed) { try PublicKey(subjectPublicKeyInfo: ber) }
    }

    @Test func truncatedKeysAreRefused() {
        let der = key.subjectPublicKeyInfo
        for count in 0..<der.count {
            #expect(throws: KeyError.self) { try PublicKey(subjectPublicKeyInfo: Array(der.prefix(count))) }
        }
    }

    @Test func keysOfOtherKindsAreRefused() {
        // Ed25519 (RFC 8410 section 10.1).
        let ed25519 = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
        #expect(throws: KeyError.algorithmUnsupported) { try PublicKey(parsing: ed25519) }
    }
}
