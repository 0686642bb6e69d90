internal import COpenSSL

/// What all our contexts have in common: Mozilla's "intermediate" profile, without its finite-field groups.
enum ContextProfile {
    /// TLS 1.2: forward secrecy and AEAD only.
    private static let cipherSuitesTLS12 = """
        ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:\
        ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
        """
    private static let cipherSuitesTLS13 =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let groups = "X25519:P-256:P-384"
    /// No SHA-1, which the profile and security level 2 exclude anyway.
    private static let signatureAlgorithms = """
        ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:\
        RSA+SHA256:RSA+SHA384:RSA+SHA512
        """
    /// 112 bits: RSA of 2048 bits, curves of 224.
    private static let securityLevel: Int32 = 2

    /// A new context, owned by the caller.
    @unsafe static func makeContext(
        _ method: OpaquePointer?, minimumVersion: TLSVersion = .tls12
    ) throws(TLSContextError) -> OpaquePointer {
        guard let context = unsafe SSL_CTX_new(method) else { throw .library() }
        guard unsafe apply(to: context, minimumVersion) else {
            unsafe SSL_CTX_free(context)
            throw .library()
        }
        return unsafe context
    }

    @unsafe private static func apply(to context: OpaquePointer, _ minimumVersion: TLSVersion) -> Bool {
        unsafe SSL_CTX_set_security_level(context, securityLevel)
        // Buffers go when they are empty. Post-handshake messages return to us one by one, to be counted.
        unsafe tls_set_mode(context, Int(SSL_MODE_RELEASE_BUFFERS), Int(SSL_MODE_AUTO_RETRY))
        unsafe SSL_CTX_set_options(context, tls_op_no_renegotiation | tls_op_no_compression)
        unsafe SSL_CTX_set_info_callback(context, SSLCallbacks.information)
        return unsafe tls_set_versions(context, minimumVersion.number, TLS1_3_VERSION) == 1
            && SSL_CTX_set_cipher_list(context, cipherSuitesTLS12) == 1
            && SSL_CTX_set_ciphersuites(context, cipherSuitesTLS13) == 1
            && tls_set_groups(context, groups) == 1
            && tls_set_signature_algorithms(context, signatureAlgorithms) == 1
    }
}
