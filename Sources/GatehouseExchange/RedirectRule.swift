package import GatehouseHTTP
package import GatehousePolicy

/// Where a cleartext listener sends its clients: to the same resource under https, and nowhere else.
package struct RedirectRule: Sendable {
    /// The port of the https listener as clients see it; left out of the location when it is 443.
    private let port: UInt16
    /// Other hosts are refused, so that nobody else's name is confirmed.
    private let hosts: [HostPattern]

    package init(port: UInt16, hosts: [HostPattern]) {
        self.port = port
        self.hosts = hosts
    }

    /// What a request gets: `redirected_to_https`, or a refusal.
    package func judge(_ message: MessageBuffer) -> Denial {
        let isOurs = message.fields.withValue(of: .authority) { authority in
            guard let parsed = Authority(authority) else { return false }
            let host = authority.extracting(0..<parsed.hostByteCount)
            for pattern in hosts where pattern.matches(host) { return true }
            return false
        }
        return Denial(isOurs == true ? .redirectedToHTTPS : .routeNotFound)
    }

    /// Where the request is sent (RFC 9110 section 10.2.2): its host and target under https.
    ///
    /// Both are legal octets of a URI, which the codec has checked. Nil for a head without them.
    package func location(for message: MessageBuffer) -> String? {
        guard let authority = message.fields.text(of: .authority), let target = message.fields.text(of: .path),
            let parsed = Authority(authority.utf8.span)
        else { return nil }
        let host = String(authority.utf8.prefix(parsed.hostByteCount)) ?? ""
        return "https://\(host)\(port == 443 ? "" : ":\(port)")\(target)"
    }
}
