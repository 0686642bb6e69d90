internal import COpenSSL

extension PrivateKey {
    /// Reads one unencrypted PEM block: `PRIVATE KEY` (PKCS #8), `RSA PRIVATE KEY` or `EC PRIVATE KEY`.
    ///
    /// A block `EC PARAMETERS` before it, as some tools write, and text outside the blocks are passed over.
    package convenience init(pem text: String) throws(KeyError) {
        let content = try Self.content(of: text)
        CryptoErrorQueue.clear()
        // The bytes outlive the call; how far it read is compared while the pointer is still valid.
        let parsed = unsafe content.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var position = buffer.baseAddress
            guard let key = unsafe d2i_AutoPrivateKey(nil, &position, buffer.count) else { return nil }
            guard unsafe position == buffer.baseAddress.map({ unsafe $0 + buffer.count }) else {
                unsafe EVP_PKEY_free(key)
                return nil
            }
            return unsafe key
        }
        CryptoErrorQueue.clear()
        guard let parsed = unsafe parsed else { throw .structureMalformed }
        try unsafe self.init(owning: parsed)
    }

    private static func content(of text: String) throws(KeyError) -> [UInt8] {
        let pem: PEM
        do {
            pem = try PEM(parsing: text)
        } catch .headersPresent {
            throw .encrypted
        } catch {
            throw .encodingMalformed
        }
        let blocks = pem.blocks.filter { $0.label != "EC PARAMETERS" }
        guard let block = blocks.first else { throw .encodingMalformed }
        guard blocks.count == 1 else { throw .surplusContent }
        switch block.label {
        case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY": return block.content
        case "ENCRYPTED PRIVATE KEY": throw .encrypted
        case "PUBLIC KEY": throw .publicKeyGiven
        case "CERTIFICATE": throw .certificateGiven
        default: throw .labelUnexpected
        }
    }
}
