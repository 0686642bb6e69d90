/// What is needed to speak TLS to an upstream.
package struct TLSClientSettings: Equatable, Sendable {
    /// Whom to trust: certificates in PEM. Nil trusts what the system trusts.
    package var authoritiesPEM: String?
    /// False accepts any certificate: for trying things out, never by default.
    package var verifiesPeer = true
    /// Our own certificate, for upstreams that ask for one.
    package var certificatePair: CertificatePair?
    /// Offered in this order.
    package var applicationProtocols: [ApplicationProtocol] = [.http2]
    /// Whether a server that chooses none of them is refused.
    package var requiresApplicationProtocol = true
    /// Whether sessions are kept for resumption.
    package var resumesSessions = true

    package init() {}
}
