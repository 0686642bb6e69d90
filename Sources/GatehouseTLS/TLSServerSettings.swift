/// What a listener needs to speak TLS.
package struct TLSServerSettings: Equatable, Sendable {
    /// At least one. An RSA and an ECDSA pair may claim the same names; the client's offer decides between them.
    package var pairs: [CertificatePair]
    /// Pairs for clients that name no server, or one we do not know; at most one of each key kind. Empty, the strict
    /// default: such clients get `unrecognized_name` (RFC 6066 section 3).
    package var defaultPairIDs: [String] = []
    /// The lowest version spoken; the highest is always 1.3.
    package var minimumVersion: TLSVersion = .tls12
    /// In our order of preference. A client that offers only others gets `no_application_protocol` (RFC 7301).
    package var applicationProtocols: [ApplicationProtocol] = [.http2, .http11, .http10]
    /// Tickets of another generation are not honoured: raise it with every change of trust or names.
    package var generation: UInt64 = 0

    /// Whether clients show certificates, and which; nil asks for none.
    package var clientTrust: ClientTrust?

    package init(pairs: [CertificatePair]) {
        self.pairs = pairs
    }
}
