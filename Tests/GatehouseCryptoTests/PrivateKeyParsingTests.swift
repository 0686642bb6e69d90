import GatehouseCrypto
import Testing

struct PrivateKeyParsingTests {
    @Test func otherThingsAreRefusedByName() throws {
        let key = try PrivateKey.generate(.ecdsa(.p256))
        let pem = try key.pem()
        let cases: [(String, KeyError)] = [
            ("", .encodingMalformed), (key.publicKey.pem, .publicKeyGiven), (pem + pem, .surplusContent),
            (PEM.Block(label: "CERTIFICATE", content: [1]).text, .certificateGiven),
            (PEM.Block(label: "ENCRYPTED PRIVATE KEY", content: [1]).text, .encrypted),
            ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n", .encrypted),
            (PEM.Block(label: "DSA PRIVATE KEY", content: [1]).text, .labelUnexpected),
            (PEM.Block(label: "PRIVATE KEY", content: [0x30, 0x00]).text, .structureMalformed),
        ]
        for (text, expected) in cases {
            #expect(throws: expected, "\(text.prefix(60))") { try PrivateKey(pem: text) }
        }
    }

    /// `openssl ecparam -genkey` writes the curve in a block of its own.
    @Test func parametersBeforeTheKeyArePassedOver() throws {
        let key = try PrivateKey.generate(.ecdsa(.p256))
        let text = try PEM.Block(label: "EC PARAMETERS", content: [0x06, 0x01, 0x01]).text + key.pem()
        #expect(try PrivateKey(pem: text).publicKey == key.publicKey)
    }

    @Test func bytesBehindTheKeyAreRefused() throws {
        let block = try #require(try PEM(parsing: PrivateKey.generate(.ecdsa(.p256)).pem()).blocks.first)
        let text = PEM.Block(label: block.label, content: block.content + [0]).text
        #expect(throws: KeyError.structureMalformed) { try PrivateKey(pem: text) }
    }
}
