internal import COpenSSL

/// Everything a listener knows about TLS. Immutable: new settings make a new context, which serves new connections,
/// while the old one lives as long as connections refer to it. Shared by all workers.
@safe package final class TLSServerContext: @unchecked Sendable {
    /// The pairs' identifiers, in the order of the settings.
    package let pairIDs: [String]
    package let generation: UInt64

    let ticketKeys: TicketKeys
    let pairs: [LoadedPair]
    private let selector: CertificateSelector
    private let protocols: [ApplicationProtocol]
    /// Where connections begin: it has no certificate, so that nothing works unless a name was selected.
    let base: OpaquePointer
    /// One context per bundle of the selector.
    private var bundles: [OpaquePointer] = unsafe []

    /// Reads and checks all pairs.
    ///
    /// - Parameters:
    ///   - settings: pairs, names and protocols.
    ///   - ticketKeys: shared by the contexts that follow one another, so that clients can resume.
    /// - Throws: the first thing that is wrong with the settings.
    package init(_ settings: TLSServerSettings, ticketKeys: TicketKeys) throws(TLSContextError) {
        guard !settings.pairs.isEmpty else { throw .pairMissing }
        var loaded: [LoadedPair] = []
        for pair in settings.pairs { loaded.append(try LoadedPair(pair)) }
        pairs = loaded
        pairIDs = loaded.map(\.id)
        selector = try CertificateSelector(pairs: loaded, defaultPairIDs: settings.defaultPairIDs)
        protocols = settings.applicationProtocols
        generation = settings.generation
        self.ticketKeys = ticketKeys
        unsafe base = try unsafe ContextProfile.makeContext(
            TLS_server_method(), minimumVersion: settings.minimumVersion)
        // From here on `deinit` frees what was made, also when this throws.
        unsafe try configure(base, bundle: nil)
        for (index, members) in selector.bundles.enumerated() {
            let context = try unsafe ContextProfile.makeContext(
                TLS_server_method(), minimumVersion: settings.minimumVersion)
            unsafe bundles.append(context)
            try unsafe configure(context, bundle: index)
            for member in members { try unsafe loaded[member].install(in: context) }
        }
    }

    deinit {
        unsafe bundles.forEach { unsafe SSL_CTX_free($0) }
        unsafe SSL_CTX_free(base)
    }

    /// The context that made `ssl`, whatever bundle it has switched to.
    @unsafe static func of(_ ssl: OpaquePointer?) -> TLSServerContext? {
        guard let argument = unsafe SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), ownerSlot) else { return nil }
        // `configure` put the owner there; the connection keeps it alive.
        return unsafe Unmanaged<TLSServerContext>.fromOpaque(argument).takeUnretainedValue()
    }

    /// Index 0 is the application's own in OpenSSL ("app data").
    private static let ownerSlot: Int32 = 0

    @unsafe private func configure(_ context: OpaquePointer, bundle: Int?) throws(TLSContextError) {
        let owner = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe SSL_CTX_set_client_hello_cb(context, SSLCallbacks.clientHello, owner)
        unsafe SSL_CTX_set_alpn_select_cb(context, SSLCallbacks.selectProtocol, owner)
        // Sessions live in tickets only: nothing to grow, nothing to share between workers.
        unsafe tls_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        let identity = sessionIdentity(bundle: bundle)
        let isConfigured =
            unsafe SSL_CTX_set_ex_data(context, Self.ownerSlot, owner) == 1
            && SSL_CTX_set_num_tickets(context, 1) == 1
            && SSL_CTX_set_max_early_data(context, 0) == 1
            && SSL_CTX_set_tlsext_ticket_key_evp_cb(context, TicketCallbacks.key) == 1
            && SSL_CTX_set_session_ticket_cb(context, TicketCallbacks.generate, TicketCallbacks.decrypt, nil) == 1
            && SSL_CTX_set_session_id_context(context, identity, UInt32(identity.count)) == 1
        guard isConfigured else { throw .library() }
    }

    /// Sessions are honoured only where this is equal: the same generation and bundle. At most 32 bytes.
    private func sessionIdentity(bundle: Int?) -> [UInt8] {
        let words = [generation, UInt64(bitPattern: Int64(bundle ?? -1))]
        return Array("gatehouse".utf8)
            + words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }
}

/// Decisions inside the handshake, called by the trampolines.
extension TLSServerContext {
    /// Chooses the bundle for a ClientHello and switches the connection to it.
    ///
    /// - Returns: nil on success, else the alert to refuse with.
    @unsafe func select(for ssl: OpaquePointer?, _ port: UnsafeMutablePointer<CipherPort>) -> Int32? {
        switch unsafe serverName(in: ssl) {
        case .malformed?: return SSL_AD_DECODE_ERROR
        case .name(let name)?: unsafe port.pointee.serverName = name
        case .unusable?, nil: break
        }
        guard let bundle = unsafe selector.bundle(for: port.pointee.serverName) else {
            unsafe port.pointee.violation = .serverNameUnknown
            return SSL_AD_UNRECOGNIZED_NAME
        }
        guard unsafe SSL_set_SSL_CTX(ssl, bundles[bundle]) != nil else { return SSL_AD_INTERNAL_ERROR }
        unsafe port.pointee.bundle = bundle
        return nil
    }

    /// Where in the client's offer the first of our protocols stands.
    func protocolRange(in offer: Span<UInt8>) -> Range<Int>? {
        for candidate in protocols {
            var cursor = 0
            while cursor < offer.count {
                let start = cursor + 1
                let end = start + Int(offer[cursor])
                guard end <= offer.count else { break }
                if ASCII.equals(offer.extracting(start..<end), candidate.rawValue.utf8.span) { return start..<end }
                cursor = end
            }
        }
        return nil
    }

    /// What a ticket remembers: the pair, and the name that the client asked for.
    @unsafe func ticketNote(for ssl: OpaquePointer?) -> [UInt8] {
        let pair = unsafe selectedPair(of: ssl) ?? 0
        let name = unsafe CipherPort.of(ssl)?.pointee.serverName?.text ?? ""
        return [UInt8(truncatingIfNeeded: pair >> 8), UInt8(truncatingIfNeeded: pair)] + Array(name.utf8)
    }

    /// True when the ticket was issued for the name that this client asks for, by a pair that still answers for it.
    @unsafe func acceptTicket(note: Span<UInt8>, for ssl: OpaquePointer?) -> Bool {
        guard note.count >= 2, let port = unsafe CipherPort.of(ssl), let bundle = unsafe port.pointee.bundle else {
            return false
        }
        let pair = Int(note[0]) << 8 | Int(note[1])
        let name = unsafe port.pointee.serverName?.text ?? ""
        guard selector.bundles[bundle].contains(pair) else { return false }
        guard ASCII.equals(note.extracting(droppingFirst: 2), name.utf8.span) else { return false }
        unsafe port.pointee.resumedPair = pair
        return true
    }

    /// The index of the pair whose certificate this connection stands on.
    @unsafe func selectedPair(of ssl: OpaquePointer?) -> Int? {
        guard let port = unsafe CipherPort.of(ssl), let bundle = unsafe port.pointee.bundle else { return nil }
        if unsafe SSL_session_reused(ssl) == 1 { return unsafe port.pointee.resumedPair }
        guard let certificate = unsafe SSL_get_certificate(ssl) else { return nil }
        // The library keeps references, no copies: equal certificates are the same pointer.
        return selector.bundles[bundle].first { unsafe pairs[$0].certificate == certificate }
    }

    @unsafe private func serverName(in ssl: OpaquePointer?) -> ServerNameExtension? {
        var start: UnsafePointer<UInt8>?
        var count = 0
        // The library keeps the ClientHello until the callback has returned.
        guard unsafe SSL_client_hello_get0_ext(ssl, UInt32(TLSEXT_TYPE_server_name), &start, &count) == 1 else {
            return nil
        }
        return unsafe ServerNameExtension(UnsafeBufferPointer(start: start, count: count).span)
    }
}
