internal import COpenSSL
internal import GatehouseCrypto

/// Sealing and opening of session tickets: AES-256-CBC and HMAC-SHA-256 (RFC 5077 section 4), keys from `TicketKeys`;
/// inside, next to the session, what it may be resumed for.
enum TicketCallbacks {
    /// What the library is told about a ticket's key.
    private enum Answer {
        static let failed: Int32 = -1
        static let unknown: Int32 = 0
        static let good: Int32 = 1
        /// Good, and the client gets a new ticket sealed with the present key.
        static let renew: Int32 = 2
    }

    static let key:
        @convention(c) (
            OpaquePointer?, UnsafeMutablePointer<UInt8>?, UnsafeMutablePointer<UInt8>?, OpaquePointer?, OpaquePointer?,
            Int32
        ) -> Int32 = { ssl, name, vector, cipher, authentication, isSealing in
            guard let name = unsafe name, let vector = unsafe vector,
                let context = unsafe TLSServerContext.of(ssl)
            else { return Answer.failed }
            // The library lends 16 bytes for the name and EVP_MAX_IV_LENGTH (16) for the vector.
            let nameBytes = unsafe UnsafeMutableBufferPointer(start: name, count: 16)
            if isSealing == 1 {
                let key = context.ticketKeys.current
                for index in 0..<16 { unsafe nameBytes[index] = key.name[index] }
                guard unsafe RAND_bytes(vector, 16) == 1 else { return Answer.failed }
                return unsafe prepare(key, vector, cipher, authentication, isSealing) ? Answer.good : Answer.failed
            }
            guard let found = unsafe context.ticketKeys.key(named: UnsafeBufferPointer(nameBytes).span) else {
                return Answer.unknown
            }
            guard unsafe prepare(found.key, vector, cipher, authentication, isSealing) else { return Answer.failed }
            // In TLS 1.3 a ticket is used once (RFC 8446 appendix C.4), so each use earns a new one.
            return unsafe found.isCurrent && SSL_version(ssl) < TLS1_3_VERSION ? Answer.good : Answer.renew
        }

    /// Notes in a new ticket which name it was for and which pair vouched for it.
    static let generate: @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?) -> Int32 = { ssl, _ in
        guard let context = unsafe TLSServerContext.of(ssl), let session = unsafe SSL_get_session(ssl) else { return 0 }
        let note = unsafe context.ticketNote(for: ssl)
        // The library copies the note.
        return unsafe SSL_SESSION_set1_ticket_appdata(session, note, note.count)
    }

    /// Honours a ticket only for the name, generation and bundle it was issued for (CVE-2025-23419 was about this).
    static let decrypt:
        @convention(c) (
            OpaquePointer?, OpaquePointer?, UnsafePointer<UInt8>?, Int, SSL_TICKET_STATUS, UnsafeMutableRawPointer?
        ) -> SSL_TICKET_RETURN = { ssl, session, _, _, status, _ in
            guard status == SSL_TICKET_SUCCESS || status == SSL_TICKET_SUCCESS_RENEW,
                let context = unsafe TLSServerContext.of(ssl)
            else { return SSL_TICKET_RETURN_IGNORE_RENEW }
            var data: UnsafeMutableRawPointer?
            var count = 0
            // The session owns the note and outlives this call.
            guard unsafe SSL_SESSION_get0_ticket_appdata(session, &data, &count) == 1 else {
                return SSL_TICKET_RETURN_IGNORE_RENEW
            }
            let bytes = unsafe UnsafeRawBufferPointer(start: data, count: count).assumingMemoryBound(to: UInt8.self)
            guard unsafe context.acceptTicket(note: bytes.span, for: ssl) else { return SSL_TICKET_RETURN_IGNORE_RENEW }
            if let verifier = context.clientVerifier, unsafe !verifier.allowsResumption(of: session) {
                return SSL_TICKET_RETURN_IGNORE_RENEW
            }
            return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW
        }

    @unsafe private static func prepare(
        _ key: TicketKeys.Key, _ vector: UnsafeMutablePointer<UInt8>, _ cipher: OpaquePointer?,
        _ authentication: OpaquePointer?, _ isSealing: Int32
    ) -> Bool {
        // The library copies key material and vector; both halves are as long as the algorithms want them.
        key.secret.withBytes { secret in
            unsafe secret.withUnsafeBufferPointer { bytes in
                guard bytes.count == 64, let start = bytes.baseAddress else { return false }
                return unsafe EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nil, start, vector, isSealing) == 1
                    && tls_begin_hmac_sha256(authentication, start + 32, 32) == 1
            }
        }
    }
}
