import Foundation
import GatehouseCrypto
import GatehouseHTTP
import GatehouseSignatures

/// A signed webhook made with `openssl dgst -sign` and a key of its own, whose private half was thrown away.
///
/// It holds the scheme itself: everything else in these tests is signed by our own signer.
struct Vector {
    let body: [UInt8]
    let publicKeyPEM: String
    let publicKeyBase64: String
    let signature: String
    let legacySignature: String

    init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors")
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
        }
        body = Array(try Data(contentsOf: folder.appending(path: "body.json")))
        publicKeyPEM = try text("public-key.pem")
        publicKeyBase64 = try text("public-key.spki.base64")
        signature = try text("fluent-signature.base64")
        legacySignature = try text("flex-signature.base64")
    }

    func verifier(acceptsLegacyMD5: Bool = false) throws -> FluentVerifier {
        let key = try WebhookKey(id: "vector", publicKey: PublicKey(parsing: publicKeyPEM))
        return FluentVerifier(name: "ring", keys: [key], acceptsLegacyMD5: acceptsLegacyMD5)
    }
}
