internal import COpenSSL

extension PrivateKey {
    /// Makes a key pair. RSA gets the exponent 65537; its size must be within what `KeyError` allows.
    package static func generate(_ algorithm: KeyAlgorithm) throws(CryptoError) -> PrivateKey {
        CryptoErrorQueue.clear()
        let kind =
            switch algorithm {
            case .rsa: "RSA"
            case .ecdsa: "EC"
            }
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, kind, nil) else {
            throw CryptoError(draining: "key generation context")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var generated: OpaquePointer?
        // The context is live; on success the key is ours and handed to its owner.
        guard unsafe EVP_PKEY_keygen_init(context) == 1, unsafe setParameters(algorithm, on: context),
            unsafe EVP_PKEY_generate(context, &generated) == 1, let handle = unsafe generated
        else { throw CryptoError(draining: "key generation") }
        do {
            return try unsafe PrivateKey(owning: handle)
        } catch {
            throw CryptoError(draining: "key generation")
        }
    }

    private static func setParameters(_ algorithm: KeyAlgorithm, on context: OpaquePointer) -> Bool {
        switch algorithm {
        case .rsa(let bits):
            guard let bits = Int32(exactly: bits), bits >= 1024, bits <= 8192 else { return false }
            return unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) == 1
        case .ecdsa(let curve):
            return unsafe EVP_PKEY_CTX_set_group_name(context, curve.groupName) == 1
        }
    }

    /// As a PEM block `PRIVATE KEY`, unencrypted (PKCS #8, RFC 5208). A secret: for files that only their owner reads.
    package func pem() throws(CryptoError) -> String {
        CryptoErrorQueue.clear()
        guard let information = unsafe EVP_PKEY2PKCS8(handle) else { throw CryptoError(draining: "private key export") }
        defer { unsafe PKCS8_PRIV_KEY_INFO_free(information) }
        let content = try unsafe DER.bytes("private key encoding") {
            unsafe i2d_PKCS8_PRIV_KEY_INFO(information, $0)
        }
        return PEM.Block(label: "PRIVATE KEY", content: content).text
    }
}
