internal import GatehouseHTTP

/// Which hosts a route answers for: one name, the names one label below a domain, or all.
package struct HostPattern: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// In lower case.
        case exact([UInt8])
        /// `*.example.com`, kept as `example.com` in lower case.
        case oneLabelBelow([UInt8])
        case any
    }

    let kind: Kind

    /// Every host: written `*`.
    package static let any = HostPattern(kind: .any)

    private init(kind: Kind) {
        self.kind = kind
    }

    /// Reads a name, an IPv4 address, an IPv6 address in brackets, `*.name`, or `*`; never a port.
    ///
    /// - Returns: nil for anything else: a final dot, an empty label, `*` elsewhere, more than 253 octets, octets
    ///   other than letters, digits, `-` and `_`.
    package init?(_ text: String) {
        let bytes = text.utf8.map(\.lowercased)
        if bytes.elementsEqual("*".utf8) {
            self = .any
        } else if bytes.starts(with: "*.".utf8) {
            let name = Array(bytes.dropFirst(2))
            guard Self.isName(name) else { return nil }
            kind = .oneLabelBelow(name)
        } else {
            guard Self.isName(bytes) || Self.isBracketedAddress(bytes) else { return nil }
            kind = .exact(bytes)
        }
    }

    private static func isName(_ bytes: [UInt8]) -> Bool {
        guard bytes.count <= 253 else { return false }
        return bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.count <= 63 && label.allSatisfy(isNameOctet)
        }
    }

    private static func isNameOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isBracketedAddress(_ bytes: [UInt8]) -> Bool {
        guard bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]"), bytes.count > 2 else { return false }
        guard bytes.contains(UInt8(ascii: ":")) else { return false }
        return IPAddress(parsing: bytes.span.extracting(1..<bytes.count - 1)) != nil
    }

    /// True when `host`, in lower case and without port as `Authority` leaves it, is one of these.
    package func matches(_ host: Span<UInt8>) -> Bool {
        switch kind {
        case .any: return true
        case .exact(let name): return host.equals(name.span)
        case .oneLabelBelow(let domain):
            guard let dot = host.indices.first(where: { host[$0] == UInt8(ascii: ".") }), dot > 0 else { return false }
            return host.extracting(dot + 1..<host.count).equals(domain.span)
        }
    }

    func relation(to other: HostPattern) -> PatternRelation {
        switch (kind, other.kind) {
        case (.any, .any): .equal
        case (.any, _): .wider
        case (_, .any): .narrower
        case (.exact(let name), .exact(let otherName)): name == otherName ? .equal : .disjoint
        case (.oneLabelBelow(let name), .oneLabelBelow(let otherName)): name == otherName ? .equal : .disjoint
        case (.exact(let name), .oneLabelBelow(let domain)):
            Self.parent(of: name) == domain[...] ? .narrower : .disjoint
        case (.oneLabelBelow(let domain), .exact(let name)):
            Self.parent(of: name) == domain[...] ? .wider : .disjoint
        }
    }

    /// What follows the first label of a name; nil for a single label.
    private static func parent(of name: [UInt8]) -> ArraySlice<UInt8>? {
        name.firstIndex(of: UInt8(ascii: ".")).map { name[($0 + 1)...] }
    }
}

extension HostPattern: CustomStringConvertible {
    /// As in the configuration.
    package var description: String {
        switch kind {
        case .any: "*"
        case .exact(let name): String(decoding: name, as: UTF8.self)
        case .oneLabelBelow(let name): "*." + String(decoding: name, as: UTF8.self)
        }
    }
}
