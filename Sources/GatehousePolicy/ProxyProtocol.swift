internal import GatehouseHTTP

/// The PROXY protocol, versions 1 and 2, as a listener that asks for it receives it.
///
/// A header that names no client is refused although its sender is trusted: taking the proxy's own address for the
/// client's would let everybody in where private networks are admitted. The specification leaves this to the receiver.
package enum ProxyProtocol {
    /// The longest version 1 line with its CRLF, as the specification computes it.
    private static let maximumLineBytes = 107
    /// Room for the addresses and for TLVs with a client certificate's names; more is refused so that a peer cannot
    /// make us hold 64 KB before it has said anything.
    private static let maximumVersion2Bytes = 4096
    private static let version2Fixed = 16

    /// Reads the header at the start of `bytes`, which are everything that has arrived on the connection so far.
    package static func parse(_ bytes: Span<UInt8>) -> ProxyHeaderResult {
        if begins(bytes, with: "\r\n\r\n\u{0}\r\nQUIT\n") { return parseVersion2(bytes) }
        if begins(bytes, with: "PROXY ") { return parseVersion1(bytes) }
        return .malformed
    }

    /// True when `bytes` agree with `signature` as far as both go.
    private static func begins(_ bytes: Span<UInt8>, with signature: String) -> Bool {
        let common = min(bytes.count, signature.utf8.count)
        return bytes.extracting(0..<common).equals(signature.utf8.span.extracting(0..<common))
    }

    // MARK: Version 1

    private static func parseVersion1(_ bytes: Span<UInt8>) -> ProxyHeaderResult {
        let limit = min(bytes.count, maximumLineBytes)
        for index in 0..<limit where bytes[index] == UInt8(ascii: "\n") {
            guard index > 0, bytes[index - 1] == UInt8(ascii: "\r") else { return .malformed }
            return parseLine(bytes.extracting(0..<index - 1), byteCount: index + 1)
        }
        // The shortest line that names a client is as long as this one.
        let shortest = "PROXY TCP6 :: :: 0 0\r\n".utf8.count
        return limit == maximumLineBytes ? .malformed : .needMore(max(shortest, bytes.count + 1))
    }

    /// `PROXY TCP4 source destination sourcePort destinationPort`, one space between.
    private static func parseLine(_ line: Span<UInt8>, byteCount: Int) -> ProxyHeaderResult {
        var words = WordCursor()
        guard words.next(in: line) != nil, let family = words.next(in: line), let source = words.next(in: line),
            let destination = words.next(in: line), let sourcePort = words.next(in: line),
            let destinationPort = words.next(in: line), words.isAtEnd(of: line)
        else { return .malformed }
        guard let isIPv4 = isIPv4(family: line.extracting(family)),
            let client = address(line.extracting(source), isIPv4: isIPv4),
            address(line.extracting(destination), isIPv4: isIPv4) != nil,
            let port = DecimalNumber.parse(line.extracting(sourcePort), maximum: 65_535),
            DecimalNumber.parse(line.extracting(destinationPort), maximum: 65_535) != nil
        else { return .malformed }
        return .header(byteCount: byteCount, source: client, sourcePort: UInt16(port))
    }

    private static func isIPv4(family: Span<UInt8>) -> Bool? {
        family.equals("TCP4") ? true : family.equals("TCP6") ? false : nil
    }

    /// An address in the notation of its family; a mapped one under TCP6 is the IPv4 client of a dual-stack proxy.
    private static func address(_ text: Span<UInt8>, isIPv4: Bool) -> IPAddress? {
        for index in text.indices where text[index] == UInt8(ascii: ":") {
            return isIPv4 ? nil : IPAddress(parsing: text)
        }
        return isIPv4 ? IPAddress(parsing: text) : nil
    }

    // MARK: Version 2

    private static func parseVersion2(_ bytes: Span<UInt8>) -> ProxyHeaderResult {
        guard bytes.count >= version2Fixed else { return .needMore(version2Fixed) }
        let total = version2Fixed + Int(bytes[14]) << 8 + Int(bytes[15])
        guard total <= maximumVersion2Bytes else { return .malformed }
        switch bytes[12] {
        case 0x20:
            // LOCAL: the proxy's own connection, a health check; the addresses, if any, are to be ignored.
            return bytes.count < total ? .needMore(total) : .header(byteCount: total, source: nil, sourcePort: 0)
        case 0x21: return parseAddresses(bytes, total: total)
        default: return .malformed
        }
    }

    /// Reads the addresses of a PROXY command; TLVs behind them are skipped as a whole.
    private static func parseAddresses(_ bytes: Span<UInt8>, total: Int) -> ProxyHeaderResult {
        let addressBytes: Int
        switch bytes[13] {
        case 0x11: addressBytes = 4
        case 0x21: addressBytes = 16
        default: return .malformed
        }
        let portStart = version2Fixed + 2 * addressBytes
        guard total >= portStart + 4 else { return .malformed }
        guard bytes.count >= total else { return .needMore(total) }
        let source = number(bytes.extracting(version2Fixed..<version2Fixed + addressBytes))
        let port = number(bytes.extracting(portStart..<portStart + 2))
        let client = addressBytes == 4 ? IPAddress(ipv4: UInt32(truncatingIfNeeded: source)) : IPAddress(number: source)
        return .header(byteCount: total, source: client, sourcePort: UInt16(truncatingIfNeeded: port))
    }

    /// Octets in network order as a number.
    private static func number(_ bytes: Span<UInt8>) -> UInt128 {
        var number: UInt128 = 0
        for index in bytes.indices { number = number << 8 | UInt128(bytes[index]) }
        return number
    }
}
