internal import COpenSSL

/// A private key: owns one `EVP_PKEY *` from init to deinit. Usable on any thread, for the reasons given at `PublicKey`;
/// blinding is under the key's lock.
///
/// For development certificates, `gatehouse sign` and checks of a certificate's key. Live TLS keys never come this way.
@safe package final class PrivateKey: @unchecked Sendable {
    let handle: OpaquePointer
    /// The other half.
    package let publicKey: PublicKey

    /// Kind and size.
    package var algorithm: KeyAlgorithm { publicKey.algorithm }

    /// Takes `handle` over, also when it throws.
    init(owning handle: OpaquePointer) throws(KeyError) {
        unsafe self.handle = handle
        do {
            publicKey = try unsafe Self.publicHalf(of: handle)
        } catch {
            unsafe EVP_PKEY_free(handle)
            throw error
        }
    }

    deinit {
        // Clears the secret numbers before it gives the memory back.
        unsafe EVP_PKEY_free(handle)
    }

    private static func publicHalf(of handle: OpaquePointer) throws(KeyError) -> PublicKey {
        let content: [UInt8]
        do {
            // The handle is live; `i2d_PUBKEY` only reads it.
            content = try unsafe DER.bytes("public key encoding") { unsafe i2d_PUBKEY(handle, $0) }
        } catch {
            throw .structureMalformed
        }
        return try PublicKey(subjectPublicKeyInfo: content)
    }

    /// Signs a digest: PKCS #1 v1.5 for RSA (RFC 8017 section 8.2), DER for ECDSA.
    package func signature(over digest: DigestValue, _ algorithm: DigestAlgorithm) throws(CryptoError) -> [UInt8] {
        CryptoErrorQueue.clear()
        guard digest.count == algorithm.byteCount,
            let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, handle, nil)
        else { throw CryptoError(draining: "signing context") }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        // Every handle is live for the length of the calls.
        guard unsafe EVP_PKEY_sign_init(context) == 1, unsafe setPadding(context),
            unsafe EVP_PKEY_CTX_set_signature_md(context, FetchedDigest.of(algorithm).handle) == 1
        else { throw CryptoError(draining: "signing set-up") }
        return try unsafe sign(digest, with: context)
    }

    private func sign(_ digest: DigestValue, with context: OpaquePointer) throws(CryptoError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: publicKey.signatureByteCount)
        var count = bytes.count
        let code = unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            digest.withSpan { digest in
                unsafe digest.withUnsafeBufferPointer { digest in
                    // `count` tells the call how much room there is; an ECDSA signature may need less.
                    unsafe EVP_PKEY_sign(context, bytes.baseAddress, &count, digest.baseAddress, digest.count)
                }
            }
        }
        guard code == 1, count <= bytes.count else { throw CryptoError(draining: "signing") }
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private func setPadding(_ context: OpaquePointer) -> Bool {
        switch algorithm {
        case .rsa: unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        case .ecdsa: true
        }
    }
}
