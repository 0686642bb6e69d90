/// Which proxies are believed when they name the client, and in which field. Belongs to a listener.
package struct ForwardedRule: Hashable, Sendable {
    /// The one field that the trusted proxies set; others are ignored, since a client may have sent them.
    package enum Header: Hashable, Sendable {
        /// No proxy in front: the peer is the client.
        case none
        /// X-Forwarded-For.
        case xForwardedFor
        /// Forwarded (RFC 7239).
        case forwarded
    }

    /// The field that is believed.
    package let header: Header
    /// Where the proxies are; a peer from elsewhere is the client itself.
    package let trusted: NetworkSet

    /// - Parameters:
    ///   - header: the field that the proxies set.
    ///   - trusted: where the proxies are; private ranges only if no client is in them.
    package init(header: Header, trusted: NetworkSet) {
        self.header = header
        self.trusted = trusted
    }

    /// Nobody is believed.
    package static let none = ForwardedRule(header: .none, trusted: .empty)
}
