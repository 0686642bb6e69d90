internal import GatehouseTransport

/// The names that a certificate is good for, from its subjectAltName (RFC 6125 section 6.4, RFC 9110 section 4.3.4).
///
/// Exact host names, wildcards for exactly one whole label (`*.example.com`), and IP addresses. The common name does
/// not count. A wildcard above a top-level domain (`*.com`) and partial ones (`a*.example.com`) cover nothing.
package struct CertificateNames: Equatable, Sendable {
    /// Exact names, lower-cased.
    package private(set) var exact: [HostName] = []
    /// Wildcards without their `*`: `.example.com`.
    package private(set) var wildcardParents: [String] = []
    private var addresses: [SocketAddress] = []

    package init() {}

    /// Reads names as an operator or a certificate spells them.
    ///
    /// - Returns: nil when one of them is neither a host name nor a wildcard for one label.
    package init?(_ names: [String]) {
        for name in names {
            guard add(dnsName: name.utf8.span) else { return nil }
        }
    }

    package var isEmpty: Bool { exact.isEmpty && wildcardParents.isEmpty && addresses.isEmpty }

    /// True when an authority's host belongs to the certificate.
    ///
    /// - Parameter host: without port, in any case; IPv6 in brackets. Costs no allocation for host names.
    /// - Returns: whether an exact name, a wildcard or an address of the certificate is this host.
    package func covers(host: Span<UInt8>) -> Bool {
        for name in exact where ASCII.equalsIgnoringCase(name.text.utf8.span, host) { return true }
        return coversByWildcard(host) || coversByAddress(host)
    }

    /// True when every name here is covered by `other`.
    package func areCovered(by other: CertificateNames) -> Bool {
        exact.allSatisfy { other.covers(host: $0.text.utf8.span) }
            && wildcardParents.allSatisfy { other.wildcardParents.contains($0) }
            && addresses.allSatisfy { other.addresses.contains($0) }
    }

    /// True when one of the exact names, wildcards or addresses here is covered by `other`.
    func isAnyCovered(by other: CertificateNames) -> Bool {
        exact.contains { other.covers(host: $0.text.utf8.span) }
            || wildcardParents.contains { other.wildcardParents.contains($0) }
            || addresses.contains { other.addresses.contains($0) }
    }

    /// - Returns: false when `name` is of no form that could ever match; such names cover nothing.
    mutating func add(dnsName name: Span<UInt8>) -> Bool {
        if let host = HostName(name) {
            exact.append(host)
            return true
        }
        guard name.count > 2, name[0] == UInt8(ascii: "*"), name[1] == UInt8(ascii: ".") else { return false }
        guard let base = HostName(name.extracting(droppingFirst: 2)), base.parent != nil else { return false }
        wildcardParents.append("." + base.text)
        return true
    }

    /// - Parameter bytes: 4 or 16, in network order (RFC 5280 section 4.2.1.6).
    /// - Returns: false for any other number of bytes.
    mutating func add(address bytes: Span<UInt8>) -> Bool {
        var words: (high: UInt64, low: UInt64) = (0, bytes.count == 4 ? 0xffff : 0)
        guard bytes.count == 4 || bytes.count == 16 else { return false }
        for index in bytes.indices {
            words.high = bytes.count == 16 ? words.high << 8 | words.low >> 56 : 0
            words.low = words.low << 8 | UInt64(bytes[index])
        }
        addresses.append(SocketAddress(high: words.high, low: words.low, port: 0))
        return true
    }

    private func coversByWildcard(_ host: Span<UInt8>) -> Bool {
        guard !wildcardParents.isEmpty else { return false }
        var dot = 0
        while dot < host.count, host[dot] != UInt8(ascii: ".") { dot += 1 }
        guard dot > 0, dot < host.count else { return false }
        let parent = host.extracting(droppingFirst: dot)
        for wildcard in wildcardParents where ASCII.equalsIgnoringCase(wildcard.utf8.span, parent) { return true }
        return false
    }

    private func coversByAddress(_ host: Span<UInt8>) -> Bool {
        // An IPv6 address in brackets has at most 41 bytes, and only certificates for addresses get this far.
        guard !addresses.isEmpty, host.count <= 41 else { return false }
        let text = String(decoding: host.indices.map { host[$0] }, as: UTF8.self)
        return SocketAddress(text + ":0").map(addresses.contains) ?? false
    }
}
