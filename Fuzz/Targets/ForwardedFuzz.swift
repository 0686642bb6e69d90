import GatehouseHTTP
import GatehousePolicy

/// What proxies say about the client, in X-Forwarded-For or Forwarded: lines of the input are field lines. The first
/// octet chooses the field.
enum ForwardedFuzz {
    private static let trusted = NetworkSet(["10.0.0.0/8", "fd00::/8"].compactMap { Network($0) })

    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        guard let first = input.first, let peer = IPAddress("10.0.0.1"), let stranger = IPAddress("198.51.100.9")
        else { return }
        let isStandard = first & 1 == 1
        let lines = input.dropFirst().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map(Array.init)
        let client = resolve(lines, peer, isStandard)
        try demand(resolve(lines, stranger, isStandard) == stranger, "a stranger's field is believed")
        guard let client else { return }
        try demand(client != peer || trusted.contains(client), "the proxy is taken for the client")
        if !isStandard { try checkPlainly(client, lines) }
        guard !trusted.contains(client) else { return }
        // Whatever a client writes in front of what proxies append changes nothing.
        let claim = Array((isStandard ? "for=203.0.113.5" : "203.0.113.5").utf8)
        try demand(resolve([claim] + lines, peer, isStandard) == client, "a line in front is believed")
        let joined = claim + [UInt8(ascii: ",")] + (lines.first ?? [])
        try demand(
            resolve([joined] + lines.dropFirst(), peer, isStandard) == client, "an element in front is believed")
    }

    private static func resolve(_ lines: [[UInt8]], _ peer: IPAddress, _ isStandard: Bool) -> IPAddress? {
        var fields = FieldBlock()
        for line in lines {
            fields.append(isStandard ? .forwarded : .xForwardedFor, value: line.span)
        }
        let rule = ForwardedRule(header: isStandard ? .forwarded : .xForwardedFor, trusted: trusted)
        return try? ClientAddress.resolve(peer: peer, fields: fields, rule: rule).address
    }

    /// The same from the right, element by element.
    private static func checkPlainly(_ client: IPAddress, _ lines: [[UInt8]]) throws(FuzzFinding) {
        let elements = Array(lines.joined(separator: [UInt8(ascii: ",")]))
            .split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let addresses = elements.map { address(of: Array($0)) }
        var expected: IPAddress?
        for candidate in addresses.reversed() {
            expected = candidate
            guard let candidate, trusted.contains(candidate) else { break }
        }
        try demand(client == expected, "\(client) instead of \(expected.map { "\($0)" } ?? "nothing")")
    }

    /// An address with or without a port; IPv6 with brackets or, without a port, bare.
    private static func address(of element: [UInt8]) -> IPAddress? {
        var text = String(decoding: element, as: UTF8.self)
        while let last = text.unicodeScalars.last, last == " " || last == "\t" { text.unicodeScalars.removeLast() }
        while let first = text.unicodeScalars.first, first == " " || first == "\t" { text.unicodeScalars.removeFirst() }
        if let address = IPAddress(text) { return address }
        let isBracketed = text.hasPrefix("[")
        let end = isBracketed ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":")
        guard let end = end ?? (isBracketed ? nil : text.endIndex) else { return nil }
        let host = isBracketed ? String(text[..<end].dropFirst().dropLast()) : String(text[..<end])
        guard isPort(text[end...]), host.utf8.contains(UInt8(ascii: ":")) == isBracketed else { return nil }
        return IPAddress(host)
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        let port = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: ":"), let first = port.first else { return false }
        if first == UInt8(ascii: "_") {
            return port.count > 1
                && port.dropFirst().allSatisfy {
                    ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a && $0 & 0x40 != 0) || ($0 >= 0x30 && $0 <= 0x39)
                        || "-._".utf8.contains($0)
                }
        }
        guard port.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), port.count <= 5, port.count == 1 || first != 0x30 else {
            return false
        }
        return (Int(String(text.dropFirst())) ?? 65_536) <= 65_535
    }
}
