internal import GatehousePolicy

/// A host and a port: what a listener binds and what an upstream is reached at.
package struct Endpoint: Hashable, Sendable {
    /// A numeric address without brackets, or a DNS name.
    package let host: String
    /// 0 only for a listener, where it asks the kernel for a free port.
    package let port: UInt16

    /// Takes what a reader has judged.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// True when `host` needs no resolver.
    package var isNumeric: Bool { IPAddress(host) != nil }

    /// Reads `host:port` with IPv6 in brackets; nil for anything else, an unknown form of host included.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let portText = text[text.index(after: colon)...]
        guard portText.isDecimal, portText == "0" || !portText.hasPrefix("0"), let port = UInt16(portText),
            let host = Self.host(text[..<colon])
        else { return nil }
        self.init(host: host, port: port)
    }

    private static func host(_ text: Substring) -> String? {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let inner = String(text.dropFirst().dropLast())
            return inner.contains(":") && IPAddress(inner) != nil ? inner : nil
        }
        // IPv6 without brackets has colons, which no name has.
        let host = String(text)
        return HostText.isName(host) || (IPAddress(host) != nil && !host.contains(":")) ? host : nil
    }
}

extension Endpoint: CustomStringConvertible {
    /// `127.0.0.1:8443`, `[::1]:8443`, `connector.internal:8080`.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension ValueReader where Value == Endpoint {
    /// Where to listen: numeric, because a name could bind more than was meant.
    static var listenAddress: ValueReader {
        text(
            "an address and port such as 127.0.0.1:8443 or [::1]:8443",
            hint: { _ in "a name could stand for more addresses than you mean" }
        ) {
            Endpoint($0).flatMap { $0.isNumeric ? $0 : nil }
        }
    }

    /// Where to connect.
    static var connectAddress: ValueReader {
        text(
            "a host and port such as 10.0.3.7:8080 or connector.internal:8080",
            hint: { _ in "without a scheme, in lower case, with a port from 1" }
        ) {
            Endpoint($0).flatMap { $0.port == 0 ? nil : $0 }
        }
    }
}
