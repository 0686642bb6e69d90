/// The closed sets of label values. Nothing that a peer sends ever labels a metric.
package enum MetricLabel {
    /// The first digit of a response's status.
    package enum StatusClass: Int, CaseIterable, Sendable {
        case none, successful, redirection, clientError, serverError

        /// - Parameter status: 0 when no response was sent.
        package init(status: UInt16) {
            switch status {
            case 500...: self = .serverError
            case 400..<500: self = .clientError
            case 300..<400: self = .redirection
            case 200..<300: self = .successful
            default: self = .none
            }
        }

        package var text: String {
            switch self {
            case .none: "none"
            case .successful: "2xx"
            case .redirection: "3xx"
            case .clientError: "4xx"
            case .serverError: "5xx"
            }
        }
    }

    /// A completed TLS handshake.
    package enum Handshake: Int, CaseIterable, Sendable {
        case tls12, tls12Resumed, tls13, tls13Resumed

        /// - Parameters:
        ///   - isTLS13: otherwise 1.2: nothing older is spoken.
        ///   - isResumed: by ticket or session.
        package init(isTLS13: Bool, isResumed: Bool) {
            switch (isTLS13, isResumed) {
            case (false, false): self = .tls12
            case (false, true): self = .tls12Resumed
            case (true, false): self = .tls13
            case (true, true): self = .tls13Resumed
            }
        }

        package var version: String {
            switch self {
            case .tls12, .tls12Resumed: "TLSv1.2"
            case .tls13, .tls13Resumed: "TLSv1.3"
            }
        }

        package var isResumed: Bool {
            switch self {
            case .tls12, .tls13: false
            case .tls12Resumed, .tls13Resumed: true
            }
        }
    }

    /// Why a TLS handshake failed.
    package enum HandshakeFailure: Int, CaseIterable, Sendable {
        case transport, endedEarly, notTLS, nothingInCommon, serverNameUnknown, applicationProtocol
        case certificateRefused, certificateMissing, alertReceived, protocolViolation, internalError

        package var text: String {
            switch self {
            case .transport: "transport"
            case .endedEarly: "ended_early"
            case .notTLS: "not_tls"
            case .nothingInCommon: "nothing_in_common"
            case .serverNameUnknown: "server_name_unknown"
            case .applicationProtocol: "application_protocol_mismatch"
            case .certificateRefused: "certificate_refused"
            case .certificateMissing: "certificate_missing"
            case .alertReceived: "alert_received"
            case .protocolViolation: "protocol_violation"
            case .internalError: "internal_error"
            }
        }
    }
}
