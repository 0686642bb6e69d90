/// What records tell about a downstream connection: filled when it is established, the same for all its exchanges.
package struct ConnectionFacts: Sendable {
    /// The listener's name in the configuration.
    package var listener: String
    /// Address and port of the other end of the TCP connection, whoever it speaks for.
    package var peer: AddressText
    /// As OpenSSL names it, `TLSv1.3`; nil on cleartext listeners and before the handshake is done.
    package var tlsVersion: String?
    /// The cipher suite, as OpenSSL names it.
    package var cipher: String?
    /// The name that the client asked for (SNI, RFC 6066 section 3), as it sent it.
    package var serverName: String?

    package init(listener: String, peer: AddressText) {
        self.listener = listener
        self.peer = peer
    }
}
