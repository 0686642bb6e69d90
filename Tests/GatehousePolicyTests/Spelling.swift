import GatehouseHTTP

@testable import GatehousePolicy

// Test expectations cannot hold spans, so that these take what owns the bytes.

extension CanonicalPath {
    init(octets: [UInt8]) throws(Denial) {
        try self.init(parsing: octets.span)
    }

    init(text: String) throws(Denial) {
        try self.init(parsing: text.utf8.span)
    }

    /// Canonical path and query, copied.
    func sent(of target: [UInt8]) -> [UInt8] {
        withBytes(of: target.span) { bytes in bytes.indices.map { bytes[$0] } }
    }
}

extension RouteTable {
    func route(_ host: String, _ path: String) -> Route? {
        route(host: host.utf8.span, path: path.utf8.span)
    }
}

extension PathOctets {
    static func decodedEscape(_ octets: [UInt8], at position: Int = 0) -> UInt8? {
        decodedEscape(in: octets.span, at: position)
    }
}
