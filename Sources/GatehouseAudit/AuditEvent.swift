package import GatehouseHTTP

/// What an audit record is about. Stable words, like reasons.
package enum AuditEvent: String, Sendable, CaseIterable {
    // About requests and connections.
    case requestRefused = "request_refused"
    case signatureRefused = "signature_refused"
    case connectionRefused = "connection_refused"
    case connectionEnded = "connection_ended"
    case rejectionsAggregated = "rejections_aggregated"

    // About the gateway itself.
    case gatewayStarted = "gateway_started"
    case gatewayStopped = "gateway_stopped"
    case drainStarted = "drain_started"
    case policyLoaded = "policy_loaded"
    case policyRefused = "policy_refused"
    case listenerOpened = "listener_opened"
    case certificateWarning = "certificate_warning"
    case validityEnding = "validity_ending"
    case rotationActivated = "rotation_activated"
    case rotationRefused = "rotation_refused"
    case keyWarning = "key_warning"
    case recordsLost = "records_lost"
    case recordFileRotated = "record_file_rotated"
    case recordFileRemoved = "record_file_removed"
    case adminAct = "admin_act"

    /// The event for an exchange or connection that ended with this reason.
    ///
    /// Nil when the access record says it all: nobody was refused; a peer was slow, went away or failed.
    package init?(for reason: Reason) {
        switch reason {
        case .requestLineMalformed, .targetMalformed, .targetTooLong, .versionUnsupported, .fieldMalformed,
            .fieldsTooLarge, .hostMissing, .hostMalformed, .hostAmbiguous, .lengthMalformed, .framingAmbiguous,
            .transferCodingUnsupported, .chunkMalformed, .trailerMalformed, .lengthMismatch, .methodUnsupported,
            .upgradeUnsupported, .expectationUnsupported, .http2ProtocolViolation, .pathNotCanonical,
            .readingsDisagree, .routeNotFound, .methodNotAllowed, .networkNotAllowed, .clientCertificateMissing,
            .clientAddressUnknown, .sniAuthorityMismatch, .bodyTooLarge, .rateLimited, .signatureFailuresLimited,
            .clientBodiesLimited, .overloaded, .memoryExhausted, .auditUnavailable, .internalError,
            .http2PrefaceMalformed, .http2FrameFlood, .http2ResetFlood, .http2ContinuationFlood, .http2FieldBomb,
            .tlsPostHandshakeFlood:
            self = .requestRefused
        case .signatureMissing, .signatureMalformed, .signatureDuplicated, .signatureLegacyOnly, .signatureInvalid,
            .signatureKeyUnavailable:
            self = .signatureRefused
        case .tlsHandshakeFailed, .tlsNameUnknown, .tlsClientCertificateRefused, .proxyHeaderMalformed,
            .proxyPeerUntrusted, .clientConnectionsLimited, .descriptorsExhausted, .clientBarred:
            self = .connectionRefused
        case .handshakeTimeout, .requestHeadTimeout, .requestBodyTimeout, .responseWriteTimeout,
            .upstreamConnectFailed, .upstreamConnectTimeout, .upstreamTLSFailed, .upstreamUnavailable, .upstreamReset,
            .upstreamClosed, .upstreamRefused, .upstreamResponseMalformed, .upstreamResponseTimeout,
            .upstreamIdleTimeout, .clientReset, .clientClosed, .draining, .redirectedToHTTPS:
            return nil
        }
    }
}
