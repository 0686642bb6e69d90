internal import COpenSSL

/// A public key: owns one `EVP_PKEY *` from init to deinit. Usable on any thread.
///
/// What makes it so: the key is never changed after init, and OpenSSL allows a key that nobody changes to be used by
/// any number of threads (openssl-threads(7)); what it fills in lazily, as the Montgomery form of the modulus, it does
/// under the key's own lock, and references are counted atomically.
@safe package final class PublicKey: @unchecked Sendable {
    let handle: OpaquePointer
    /// Kind and size, within the limits that `KeyError` names.
    package let algorithm: KeyAlgorithm
    /// The DER of its SubjectPublicKeyInfo (RFC 5280 section 4.1): equal for equal keys.
    package let subjectPublicKeyInfo: [UInt8]

    /// Takes `handle` over, also when it throws.
    init(owning handle: OpaquePointer) throws(KeyError) {
        unsafe self.handle = handle
        do {
            algorithm = try unsafe KeyInspection.algorithm(of: handle)
            // The handle is live; `i2d_PUBKEY` only reads it.
            subjectPublicKeyInfo = try unsafe DER.bytes("public key encoding") { unsafe i2d_PUBKEY(handle, $0) }
        } catch let error as KeyError {
            unsafe EVP_PKEY_free(handle)
            throw error
        } catch {
            unsafe EVP_PKEY_free(handle)
            throw .structureMalformed
        }
    }

    deinit {
        unsafe EVP_PKEY_free(handle)
    }

    /// Bytes of a signature: of an RSA signature always, of an ECDSA one at most.
    package var signatureByteCount: Int {
        // The handle is live and only read.
        Int(unsafe EVP_PKEY_get_size(handle))
    }

    /// As a PEM block `PUBLIC KEY`.
    package var pem: String {
        PEM.Block(label: "PUBLIC KEY", content: subjectPublicKeyInfo).text
    }

    /// As base64 of the SubjectPublicKeyInfo in one line, the form in which Fluent publishes its keys.
    package var base64: String {
        let bytes = subjectPublicKeyInfo
        return Base64.encode(bytes.span)
    }
}

extension PublicKey: Equatable {
    package static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.subjectPublicKeyInfo == right.subjectPublicKeyInfo
    }
}
