internal import COpenSSL
package import GatehouseTransport

/// Why a connection is over that should not be. A value for records and decisions; it blames, it does not explain at
/// length.
package struct TLSFailure: Error, Equatable, Sendable {
    /// What went wrong, as a stable word.
    package enum Kind: String, Sendable, CaseIterable {
        /// The socket failed: see `system`.
        case transport
        /// The peer closed in the middle of the handshake.
        case endedEarly = "ended_early"
        /// What arrived is not TLS, for instance HTTP in clear.
        case notTLS = "not_tls"
        /// No version, suite or group in common.
        case nothingInCommon = "nothing_in_common"
        /// The ClientHello named no server that we have a certificate for, and there is no default.
        case serverNameUnknown = "server_name_unknown"
        /// No application protocol in common, or not the one required.
        case applicationProtocolMismatch = "application_protocol_mismatch"
        /// We do not accept the peer's certificate: see `verifyCode`.
        case certificateRefused = "certificate_refused"
        /// The client showed no certificate, and one is required.
        case certificateMissing = "certificate_missing"
        /// The peer refused us: see `alert`.
        case alertReceived = "alert_received"
        /// The peer asked for another handshake (TLS 1.2), which we never do.
        case renegotiationRefused = "renegotiation_refused"
        /// More key updates and the like than any honest peer sends.
        case postHandshakeFlood = "post_handshake_flood"
        /// Records that cannot be decrypted, messages out of order, and other breaches.
        case protocolViolation = "protocol_violation"
        /// Our side failed: memory, or settings that the library refused.
        case internalError = "internal_error"
    }

    package let kind: Kind
    /// The socket's error, for `transport`.
    package let system: SystemError?
    /// The alert that the peer sent, for `alertReceived` (RFC 8446 section 6).
    package let alert: UInt8?
    /// The `X509_V_ERR_` number, for `certificateRefused`.
    package let verifyCode: Int
    /// The library's error number, 0 if there is none.
    package let libraryCode: UInt

    init(_ kind: Kind, system: SystemError? = nil, alert: UInt8? = nil, verifyCode: Int = 0, libraryCode: UInt = 0) {
        self.kind = kind
        self.system = system
        self.alert = alert
        self.verifyCode = verifyCode
        self.libraryCode = libraryCode
    }

    /// Sorts an error of the library by blame.
    init(libraryCode code: UInt) {
        switch Int32(truncatingIfNeeded: code & 0x7f_ffff) {
        case SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST, SSL_R_WRONG_VERSION_NUMBER:
            self.init(.notTLS, libraryCode: code)
        case SSL_R_NO_SHARED_CIPHER, SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
            SSL_R_NO_SUITABLE_KEY_SHARE, SSL_R_VERSION_TOO_LOW, SSL_R_NO_SUITABLE_GROUPS, SSL_R_NO_SHARED_GROUPS:
            self.init(.nothingInCommon, libraryCode: code)
        case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
            self.init(.certificateMissing, libraryCode: code)
        case let reason where (1000..<1256).contains(reason):
            // The library reports an alert as its number on top of SSL_AD_REASON_OFFSET.
            self.init(.alertReceived, alert: UInt8(truncatingIfNeeded: reason - 1000), libraryCode: code)
        default:
            self.init(.protocolViolation, libraryCode: code)
        }
    }
}

extension TLSFailure: CustomStringConvertible {
    /// For people and logs: the word, and what there is to say about it.
    package var description: String {
        if let system { return "\(kind.rawValue) (\(system))" }
        if verifyCode != 0 {
            // A constant text of the library.
            let text = unsafe X509_verify_cert_error_string(verifyCode).map { unsafe String(cString: $0) }
            return "\(kind.rawValue) (\(text ?? String(verifyCode)))"
        }
        return libraryCode == 0 ? kind.rawValue : "\(kind.rawValue) (\(ErrorQueue.text(of: libraryCode)))"
    }
}
