internal import COpenSSL

/// Everything we know about TLS to one upstream. Immutable and shared by all workers.
@safe package final class TLSClientContext: @unchecked Sendable {
    let context: OpaquePointer
    let shelf: SessionShelf?
    let requiresApplicationProtocol: Bool
    let verifiesPeer: Bool
    private let pair: LoadedPair?

    package init(_ settings: TLSClientSettings) throws(TLSContextError) {
        requiresApplicationProtocol = settings.requiresApplicationProtocol
        verifiesPeer = settings.verifiesPeer
        shelf = settings.resumesSessions ? SessionShelf() : nil
        pair = try settings.certificatePair.map { pair throws(TLSContextError) in try LoadedPair(clientPair: pair) }
        unsafe context = try unsafe ContextProfile.makeContext(TLS_client_method())
        // From here on `deinit` frees the context, also when this throws.
        try trust(settings.authoritiesPEM)
        try pair.map { pair throws(TLSContextError) in try unsafe pair.install(in: context) }
        try offer(settings.applicationProtocols)
        // Without a callback every certificate that fails verification ends the handshake.
        unsafe SSL_CTX_set_verify(context, settings.verifiesPeer ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
        keepSessions()
    }

    deinit { unsafe SSL_CTX_free(context) }

    private func trust(_ authoritiesPEM: String?) throws(TLSContextError) {
        guard let authoritiesPEM else {
            guard unsafe SSL_CTX_set_default_verify_paths(context) == 1 else { throw .library() }
            return
        }
        let authorities = PEMCertificates(authoritiesPEM)
        guard unsafe !authorities.items.isEmpty else { throw .authorityMissing }
        let store = unsafe SSL_CTX_get_cert_store(context)
        for index in unsafe authorities.items.indices {
            // The store takes a reference of its own.
            guard unsafe X509_STORE_add_cert(store, authorities.items[index]) == 1 else { throw .library() }
        }
    }

    private func offer(_ protocols: [ApplicationProtocol]) throws(TLSContextError) {
        guard !protocols.isEmpty else { return }
        let list = ApplicationProtocol.wireList(protocols)
        // Unlike its neighbours this function returns 0 on success. The list is copied.
        guard unsafe SSL_CTX_set_alpn_protos(context, list, UInt32(list.count)) == 0 else { throw .library() }
    }

    private func keepSessions() {
        guard shelf != nil else {
            unsafe tls_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
            unsafe SSL_CTX_set_options(context, tls_op_no_ticket)
            return
        }
        unsafe tls_set_session_cache_mode(context, Int(SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL))
        unsafe SSL_CTX_sess_set_new_cb(context, SSLCallbacks.newSession)
    }
}
