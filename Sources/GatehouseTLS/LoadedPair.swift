internal import COpenSSL

/// A certificate, its chain and its key in the library's form. Immutable, so any thread may use it.
@safe final class LoadedPair: @unchecked Sendable {
    /// What kind of signature the key makes.
    enum KeyKind: Sendable {
        case rsa, ecdsa
    }

    let id: String
    let keyKind: KeyKind
    /// The names in the certificate.
    let subjectNames: CertificateNames
    /// The server names for which the pair is chosen, each of them among `subjectNames`.
    let serverNames: CertificateNames
    /// The leaf; owned, like all below.
    let certificate: OpaquePointer
    private let chain: PEMCertificates
    private let key: OpaquePointer

    /// A pair that servers are known by.
    convenience init(_ pair: CertificatePair) throws(TLSContextError) {
        try self.init(pair, namesServer: true)
    }

    /// A pair that we show to an upstream, for which names do not matter.
    convenience init(clientPair pair: CertificatePair) throws(TLSContextError) {
        try self.init(pair, namesServer: false)
    }

    private init(_ pair: CertificatePair, namesServer: Bool) throws(TLSContextError) {
        id = pair.id
        chain = PEMCertificates(pair.certificateChainPEM)
        guard let leaf = unsafe chain.items.first else { throw .certificateMalformed(id: id) }
        unsafe certificate = leaf
        guard let key = unsafe PEMCertificates.privateKey(pair.privateKeyPEM) else { throw .keyMalformed(id: id) }
        unsafe self.key = key
        do throws(TLSContextError) {
            // Both are live; the check keeps neither.
            guard unsafe X509_check_private_key(leaf, key) == 1 else {
                _ = ErrorQueue.take()
                throw .keyMismatch(id: pair.id)
            }
            keyKind = try unsafe Self.kind(of: key, id: pair.id)
            subjectNames = try unsafe SubjectNames.read(from: leaf, id: pair.id)
            serverNames = namesServer ? try Self.serverNames(pair, in: subjectNames) : CertificateNames()
        } catch {
            unsafe EVP_PKEY_free(key)
            throw error
        }
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// Puts the pair into a context, which takes references of its own.
    @unsafe func install(in context: OpaquePointer) throws(TLSContextError) {
        var isInstalled = unsafe SSL_CTX_use_certificate(context, certificate) == 1
        isInstalled = unsafe isInstalled && SSL_CTX_use_PrivateKey(context, key) == 1
        for index in unsafe chain.items.indices.dropFirst() {
            isInstalled = unsafe isInstalled && tls_add_chain_certificate(context, chain.items[index]) == 1
        }
        guard isInstalled else { throw .pairRefused(id: id, detail: ErrorQueue.text(of: ErrorQueue.take())) }
    }

    private static func serverNames(
        _ pair: CertificatePair, in subjectNames: CertificateNames
    ) throws(TLSContextError) -> CertificateNames {
        guard !pair.serverNames.isEmpty else {
            guard !subjectNames.isEmpty else { throw .nameMissing(id: pair.id) }
            return subjectNames
        }
        guard let names = CertificateNames(pair.serverNames) else { throw .nameMalformed(id: pair.id) }
        guard names.areCovered(by: subjectNames) else { throw .nameNotCovered(id: pair.id) }
        return names
    }

    @unsafe private static func kind(of key: OpaquePointer, id: String) throws(TLSContextError) -> KeyKind {
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA: return .rsa
        case EVP_PKEY_EC: return .ecdsa
        default: throw .keyKindRefused(id: id)
        }
    }
}
