internal import CLinux
internal import Glibc

/// An IP address and a port: where a listener is bound, where a peer is.
///
/// IPv4 is kept as `::ffff:a.b.c.d`, so that equal peers are equal whichever socket family reported them.
package struct SocketAddress: Hashable, Sendable {
    /// The first 64 bits of the address, as a number (network order read big-endian).
    package let high: UInt64
    /// The last 64 bits of the address.
    package let low: UInt64
    /// 0 asks the system for a free port when binding.
    package let port: UInt16

    package init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// An IPv4 address as a number: `0x7f00_0001` is 127.0.0.1.
    package init(ipv4: UInt32, port: UInt16) {
        self.init(high: 0, low: 0xffff_0000_0000 | UInt64(ipv4), port: port)
    }

    /// 127.0.0.1.
    package static func loopback(port: UInt16) -> SocketAddress {
        SocketAddress(ipv4: 0x7f00_0001, port: port)
    }

    /// Reads `127.0.0.1:8443` or `[::1]:8443`. Names, zones, service names and a missing port are refused.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
            return nil
        }
        let host = text[..<colon]
        guard host.first == "[" else {
            guard let address = Self.ipv4(String(host)) else { return nil }
            self.init(ipv4: address, port: port)
            return
        }
        guard host.last == "]", host.count > 2, let words = Self.ipv6(String(host.dropFirst().dropLast())) else {
            return nil
        }
        self.init(high: words.high, low: words.low, port: port)
    }

    package var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// True for 127.0.0.0/8 and ::1.
    package var isLoopback: Bool {
        isIPv4 ? low >> 24 & 0xff == 0x7f : high == 0 && low == 1
    }

    /// The same address with another port.
    package func with(port: UInt16) -> SocketAddress {
        SocketAddress(high: high, low: low, port: port)
    }

    private static func port(_ text: Substring) -> UInt16? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return UInt16(text)
    }

    private static func ipv4(_ text: String) -> UInt32? {
        guard !text.utf8.contains(0) else { return nil }
        var address = in_addr()
        // `inet_pton` writes one `in_addr` and keeps nothing.
        guard unsafe inet_pton(AF_INET, text, &address) == 1 else { return nil }
        return UInt32(bigEndian: address.s_addr)
    }

    private static func ipv6(_ text: String) -> (high: UInt64, low: UInt64)? {
        guard !text.utf8.contains(0) else { return nil }
        var words: InlineArray<2, UInt64> = [0, 0]
        // `inet_pton` writes the 16 bytes of an `in6_addr`, which is what two 64-bit words hold.
        let isValid = unsafe withUnsafeMutableBytes(of: &words) { bytes in
            unsafe inet_pton(AF_INET6, text, bytes.baseAddress) == 1
        }
        return isValid ? (UInt64(bigEndian: words[0]), UInt64(bigEndian: words[1])) : nil
    }
}

extension SocketAddress: CustomStringConvertible {
    /// `127.0.0.1:8443` or `[::1]:8443`.
    package var description: String {
        isIPv4 ? "\(hostDescription):\(port)" : "[\(hostDescription)]:\(port)"
    }

    /// The address without port and brackets.
    package var hostDescription: String {
        if isIPv4 {
            return (0..<4).map { String(low >> (24 - 8 * $0) & 0xff) }.joined(separator: ".")
        }
        var words: InlineArray<2, UInt64> = [high.bigEndian, low.bigEndian]
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        // Both arguments live through the call; the longest IPv6 text with its NUL fits INET6_ADDRSTRLEN.
        unsafe withUnsafeMutableBytes(of: &words) { bytes in
            _ = unsafe inet_ntop(AF_INET6, bytes.baseAddress, &text, socklen_t(INET6_ADDRSTRLEN))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
