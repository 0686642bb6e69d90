internal import COpenSSL

/// The versions of TLS that are spoken at all: 1.1 and older are not (RFC 8996).
package enum TLSVersion: Sendable {
    case tls12
    case tls13

    /// As OpenSSL numbers it.
    var number: Int32 {
        switch self {
        case .tls12: TLS1_2_VERSION
        case .tls13: TLS1_3_VERSION
        }
    }
}
