internal import COpenSSL

extension PublicKey {
    /// An RSA-8192 key takes 1.5 KB of PEM; the rest is room for line breaks.
    private static let maximumTextBytes = 8192

    /// Reads a key from configuration: one PEM block `PUBLIC KEY`, or the bare base64 of a SubjectPublicKeyInfo with or
    /// without line breaks.
    ///
    /// Anything beside the key is refused: an operator who pastes two keys, a certificate or a private key is told so,
    /// instead of having the first thing that parses trusted.
    package convenience init(parsing text: String) throws(KeyError) {
        guard text.utf8.count <= Self.maximumTextBytes else { throw .tooLong }
        guard text.utf8.contains(where: { !$0.isPEMWhitespace }) else { throw .empty }
        let content = try text.contains("-----") ? Self.contentOfPEM(text) : Self.contentOfBase64(text)
        try self.init(subjectPublicKeyInfo: content)
    }

    /// Reads DER that is exactly one SubjectPublicKeyInfo, in its only encoding.
    package convenience init(subjectPublicKeyInfo bytes: [UInt8]) throws(KeyError) {
        CryptoErrorQueue.clear()
        // The bytes outlive the call; how far it read is compared while the pointer is still valid.
        let parsed = unsafe bytes.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var position = buffer.baseAddress
            guard let key = unsafe d2i_PUBKEY(nil, &position, buffer.count) else { return nil }
            guard unsafe position == buffer.baseAddress.map({ unsafe $0 + buffer.count }) else {
                unsafe EVP_PKEY_free(key)
                return nil
            }
            return unsafe key
        }
        CryptoErrorQueue.clear()
        guard let parsed = unsafe parsed else { throw .structureMalformed }
        try unsafe self.init(owning: parsed)
        // OpenSSL reads BER too; a second spelling of a key is not one that anybody published.
        guard subjectPublicKeyInfo == bytes else { throw .structureMalformed }
    }

    private static func contentOfPEM(_ text: String) throws(KeyError) -> [UInt8] {
        let pem: PEM
        do { pem = try PEM(parsing: text) } catch {
            throw text.contains("PRIVATE KEY-----") ? .privateKeyGiven : .encodingMalformed
        }
        if pem.blocks.contains(where: { $0.label.hasSuffix("PRIVATE KEY") }) { throw .privateKeyGiven }
        guard let block = pem.blocks.first else { throw .encodingMalformed }
        guard pem.blocks.count == 1, !pem.hasOtherText else { throw .surplusContent }
        switch block.label {
        case "PUBLIC KEY": return block.content
        case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE": throw .certificateGiven
        default: throw .labelUnexpected
        }
    }

    private static func contentOfBase64(_ text: String) throws(KeyError) -> [UInt8] {
        let characters = text.utf8.filter { !$0.isPEMWhitespace }
        guard let content = Base64.decode(characters.span) else { throw .encodingMalformed }
        return content
    }
}

extension UInt8 {
    /// Space, tab, carriage return and line feed.
    fileprivate var isPEMWhitespace: Bool {
        self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: "\r")
            || self == UInt8(ascii: "\n")
    }
}
