internal import COpenSSL

/// Checks client certificates in the handshake, and once more when a session is resumed. Immutable, shared by all workers.
@safe final class ClientVerifier: @unchecked Sendable {
    private let authorities: PEMCertificates
    /// Owned.
    private let revocations: [OpaquePointer]
    private let isRequired: Bool
    private let names: CertificateNames

    /// - Throws: when there is no authority, a list cannot be read, or a name is none: nothing is left out silently.
    init(_ trust: ClientTrust) throws(TLSContextError) {
        guard let names = CertificateNames(trust.names) else { throw .nameMalformed(id: "client_certificates") }
        self.names = names
        isRequired = trust.isRequired
        authorities = PEMCertificates(trust.authoritiesPEM)
        let lists = unsafe trust.revocationsPEM.map { unsafe PEMCertificates.revocations($0) } ?? []
        unsafe revocations = lists
        guard unsafe !authorities.items.isEmpty else { throw .authorityMissing }
        if trust.revocationsPEM != nil, unsafe lists.isEmpty { throw .revocationsMalformed }
    }

    deinit { unsafe revocations.forEach { unsafe X509_CRL_free($0) } }

    /// Has connections of the context ask for a certificate.
    @unsafe func install(in context: OpaquePointer) throws(TLSContextError) {
        let store = unsafe SSL_CTX_get_cert_store(context)
        for index in unsafe authorities.items.indices {
            // Store and list of names take references or copies of their own.
            let isAdded =
                unsafe X509_STORE_add_cert(store, authorities.items[index]) == 1
                && SSL_CTX_add_client_CA(context, authorities.items[index]) == 1
            guard isAdded else { throw .library() }
        }
        for index in unsafe revocations.indices {
            guard unsafe X509_STORE_add_crl(store, revocations[index]) == 1 else { throw .library() }
        }
        if unsafe !revocations.isEmpty {
            guard unsafe X509_STORE_set_flags(store, UInt(X509_V_FLAG_CRL_CHECK)) == 1 else { throw .library() }
        }
        let mode = SSL_VERIFY_PEER | (isRequired ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0)
        unsafe SSL_CTX_set_verify(context, mode, SSLCallbacks.verifyClient)
    }

    /// True when the certificate carries one of the names that are asked for.
    @unsafe func isNamed(_ certificate: OpaquePointer) -> Bool {
        guard !names.isEmpty else { return true }
        guard let found = try? unsafe SubjectNames.read(from: certificate, id: "client") else { return false }
        return found.isAnyCovered(by: names)
    }

    /// True when a session may be resumed: it began with a certificate, where one is required, which has not ended.
    /// Authorities, lists and names are those of its first handshake: a change of them makes a new generation, whose
    /// contexts honour no older session.
    @unsafe func allowsResumption(of session: OpaquePointer?) -> Bool {
        guard let certificate = unsafe session.flatMap({ unsafe SSL_SESSION_get0_peer($0) }) else { return !isRequired }
        return unsafe X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0 && isNamed(certificate)
    }
}
