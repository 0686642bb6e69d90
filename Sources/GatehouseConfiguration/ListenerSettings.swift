package import GatehousePolicy

/// A bound address and what it speaks.
package struct ListenerSettings: Hashable, Sendable {
    /// Stands in records.
    package let name: String
    /// Where to bind: numeric, port 0 for one of the kernel's choice.
    package let address: Endpoint
    /// TLS or redirection.
    package let service: Service
    /// How the client's address is known.
    package let client: Client
    /// Connections that it holds at a time.
    package let connections: Int
    /// Where its definition begins in the file.
    package let position: SourcePosition

    /// What a listener does: it serves over TLS, or it sends clients there. There is no third.
    package enum Service: Hashable, Sendable {
        case tls(TLS)
        case redirect(Redirect)
    }

    /// Termination of TLS.
    package struct TLS: Hashable, Sendable {
        /// Names of certificates, at least one.
        package let certificates: [String]
        /// Shown to clients that send no server name or an unknown one; nil refuses them with an alert.
        package let defaultCertificate: String?
        /// The oldest version that is spoken.
        package let minimumVersion: TLSVersion
        /// How often the keys of session tickets are replaced.
        package let ticketRotation: Duration
        /// What clients have to show; nil asks them for nothing.
        package let clientCertificates: ClientCertificates?
    }

    /// Certificates that clients show in the handshake.
    package struct ClientCertificates: Hashable, Sendable {
        /// PEM file of the authorities that may have issued them.
        package let authoritiesPath: String
        /// PEM file of those authorities' revocation lists; nil: nothing is revoked.
        package let revocationsPath: String?
        /// False lets clients in that show none.
        package let isRequired: Bool
        /// Subject alternative names, one of which the certificate must carry; empty: any certificate of the authorities.
        package let names: [String]
    }

    /// Redirection of cleartext requests to https by 308.
    package struct Redirect: Hashable, Sendable {
        /// The port in the target address; 443 is left out there.
        package let port: UInt16
        /// Host patterns that are redirected; every other host is refused, so that nobody else's name is confirmed.
        package let hosts: [HostPattern]
    }

    /// Whose word is taken for the client's address (`networks` by name).
    package enum Client: Hashable, Sendable {
        /// The TCP peer.
        case peer
        /// The PROXY protocol header, versions 1 and 2, required and from these networks only.
        case proxyProtocol(from: [String])
        /// A field, when the peer is in these networks; counted from the right past them.
        case field(ForwardedField, from: [String])
    }

    /// The field that a trusted proxy in front fills.
    package enum ForwardedField: Hashable, Sendable {
        case xForwardedFor
        /// RFC 7239.
        case forwarded
    }

    /// The versions of TLS that can be a minimum.
    package enum TLSVersion: Hashable, Sendable {
        case tls12
        case tls13
    }
}
