/// Why a request was refused, or an exchange failed: one stable word for the reply, the metric and the audit record.
///
/// `docs/REASONS.md` lists every word for operators. A word is never renamed or given another meaning.
package enum Reason: String, Sendable, CaseIterable {
    // Not a refusal: what a cleartext listener answers.
    case redirectedToHTTPS = "redirected_to_https"

    // The request cannot be read in exactly one way (RFC 9112, RFC 9113).
    case requestLineMalformed = "request_line_malformed"
    case targetMalformed = "target_malformed"
    case targetTooLong = "target_too_long"
    case versionUnsupported = "version_unsupported"
    case fieldMalformed = "field_malformed"
    case fieldsTooLarge = "fields_too_large"
    case hostMissing = "host_missing"
    case hostMalformed = "host_malformed"
    case hostAmbiguous = "host_ambiguous"
    case lengthMalformed = "length_malformed"
    case framingAmbiguous = "framing_ambiguous"
    case transferCodingUnsupported = "transfer_coding_unsupported"
    case chunkMalformed = "chunk_malformed"
    case trailerMalformed = "trailer_malformed"
    case lengthMismatch = "length_mismatch"
    case methodUnsupported = "method_unsupported"
    case upgradeUnsupported = "upgrade_unsupported"
    case expectationUnsupported = "expectation_unsupported"
    case http2ProtocolViolation = "http2_protocol_violation"

    // A connection is ended for what its client does to it.
    case http2PrefaceMalformed = "http2_preface_malformed"
    case http2FrameFlood = "http2_frame_flood"
    case http2ResetFlood = "http2_reset_flood"
    case http2ContinuationFlood = "http2_continuation_flood"
    case http2FieldBomb = "http2_field_bomb"
    case tlsPostHandshakeFlood = "tls_post_handshake_flood"

    // Policy.
    case pathNotCanonical = "path_not_canonical"
    case readingsDisagree = "readings_disagree"
    case routeNotFound = "route_not_found"
    case methodNotAllowed = "method_not_allowed"
    case networkNotAllowed = "network_not_allowed"
    case clientCertificateMissing = "client_certificate_missing"
    case clientAddressUnknown = "client_address_unknown"
    case sniAuthorityMismatch = "sni_authority_mismatch"
    case bodyTooLarge = "body_too_large"

    // Webhook signatures.
    case signatureMissing = "signature_missing"
    case signatureMalformed = "signature_malformed"
    case signatureDuplicated = "signature_duplicated"
    case signatureLegacyOnly = "signature_legacy_only"
    case signatureInvalid = "signature_invalid"
    case signatureKeyUnavailable = "signature_key_unavailable"

    // Too much of it, from one client or from all.
    case rateLimited = "rate_limited"
    case signatureFailuresLimited = "signature_failures_limited"
    case clientBodiesLimited = "client_bodies_limited"
    case clientConnectionsLimited = "client_connections_limited"

    // Time.
    case handshakeTimeout = "handshake_timeout"
    case requestHeadTimeout = "request_head_timeout"
    case requestBodyTimeout = "request_body_timeout"
    case responseWriteTimeout = "response_write_timeout"

    // The connector.
    case upstreamConnectFailed = "upstream_connect_failed"
    case upstreamConnectTimeout = "upstream_connect_timeout"
    case upstreamTLSFailed = "upstream_tls_failed"
    case upstreamUnavailable = "upstream_unavailable"
    case upstreamReset = "upstream_reset"
    case upstreamClosed = "upstream_closed"
    case upstreamRefused = "upstream_refused"
    case upstreamResponseMalformed = "upstream_response_malformed"
    case upstreamResponseTimeout = "upstream_response_timeout"
    case upstreamIdleTimeout = "upstream_idle_timeout"

    // The client went away, or the connection never became one.
    case clientReset = "client_reset"
    case clientClosed = "client_closed"
    case tlsHandshakeFailed = "tls_handshake_failed"
    case tlsNameUnknown = "tls_name_unknown"
    case tlsClientCertificateRefused = "tls_client_certificate_refused"
    case proxyHeaderMalformed = "proxy_header_malformed"
    case proxyPeerUntrusted = "proxy_peer_untrusted"
    case clientBarred = "client_barred"

    // Ourselves.
    case overloaded = "overloaded"
    case memoryExhausted = "memory_exhausted"
    case descriptorsExhausted = "descriptors_exhausted"
    case draining = "draining"
    case auditUnavailable = "audit_unavailable"
    case internalError = "internal_error"

    /// The status of the local reply; nil where no reply can be sent (the client is gone, or has not spoken HTTP).
    package var status: UInt16? {
        switch self {
        case .redirectedToHTTPS: 308
        case .requestLineMalformed, .targetMalformed, .fieldMalformed, .hostMissing, .hostMalformed, .hostAmbiguous,
            .lengthMalformed, .framingAmbiguous, .chunkMalformed, .trailerMalformed, .lengthMismatch,
            .http2ProtocolViolation, .pathNotCanonical, .readingsDisagree, .clientAddressUnknown,
            .signatureMalformed, .signatureDuplicated:
            400
        case .signatureMissing, .signatureLegacyOnly, .signatureInvalid: 401
        case .networkNotAllowed, .clientCertificateMissing: 403
        case .routeNotFound: 404
        case .methodNotAllowed: 405
        case .requestHeadTimeout, .requestBodyTimeout: 408
        case .bodyTooLarge: 413
        case .targetTooLong: 414
        case .expectationUnsupported: 417
        case .sniAuthorityMismatch: 421
        case .rateLimited, .signatureFailuresLimited, .clientBodiesLimited: 429
        case .fieldsTooLarge: 431
        case .internalError: 500
        case .transferCodingUnsupported, .methodUnsupported, .upgradeUnsupported: 501
        case .upstreamConnectFailed, .upstreamTLSFailed, .upstreamReset, .upstreamClosed, .upstreamRefused,
            .upstreamResponseMalformed:
            502
        case .upstreamUnavailable, .signatureKeyUnavailable, .overloaded, .memoryExhausted, .auditUnavailable: 503
        case .upstreamConnectTimeout, .upstreamResponseTimeout, .upstreamIdleTimeout: 504
        case .versionUnsupported: 505
        case .handshakeTimeout, .responseWriteTimeout, .clientReset, .clientClosed, .tlsHandshakeFailed,
            .tlsNameUnknown, .tlsClientCertificateRefused, .proxyHeaderMalformed, .proxyPeerUntrusted, .draining,
            .clientConnectionsLimited, .descriptorsExhausted, .http2PrefaceMalformed, .http2FrameFlood,
            .http2ResetFlood, .http2ContinuationFlood, .http2FieldBomb, .tlsPostHandshakeFlood, .clientBarred:
            nil
        }
    }
}
