package import GatehouseHTTP

/// An IPv4 or IPv6 address as one 128-bit number, so that each address has exactly one value.
///
/// IPv4 addresses are kept as IPv4-mapped IPv6 addresses (RFC 4291 section 2.5.5.2): `10.0.0.1` and `::ffff:10.0.0.1`
/// are equal. IPv4-compatible (`::10.0.0.1`) and translated (RFC 6052) addresses are plain IPv6 addresses.
package struct IPAddress: Hashable, Sendable {
    /// The first eight octets, in network order, as a number.
    package let high: UInt64
    /// The last eight octets.
    package let low: UInt64

    /// - Parameters:
    ///   - high: the first eight octets of an IPv6 or IPv4-mapped address.
    ///   - low: the last eight octets.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter ipv4: the four octets in network order, as a number.
    package init(ipv4: UInt32) {
        high = 0
        low = Self.mappedPrefix | UInt64(ipv4)
    }

    /// True for IPv4 addresses, written as such or mapped.
    package var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// Bits 64 to 95 of every IPv4-mapped address.
    static let mappedPrefix: UInt64 = 0xffff_0000_0000

    /// The address as one number, for ranges.
    var number: UInt128 { UInt128(high) << 64 | UInt128(low) }

    init(number: UInt128) {
        high = UInt64(truncatingIfNeeded: number >> 64)
        low = UInt64(truncatingIfNeeded: number)
    }
}

extension IPAddress: Comparable {
    /// Numeric order, IPv4 within the mapped block.
    package static func < (left: IPAddress, right: IPAddress) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

extension IPAddress: CustomStringConvertible {
    /// Appends the text form: dotted decimal for IPv4, RFC 5952 for IPv6.
    package func append(to output: inout ByteQueue) {
        if isIPv4 {
            appendDotted(to: &output)
        } else {
            appendGroups(to: &output)
        }
    }

    /// The text form, for messages and tests.
    package var description: String {
        var output = ByteQueue(minimumCapacity: 39)
        append(to: &output)
        return output.withSpan { String(decoding: $0) }
    }

    private func appendDotted(to output: inout ByteQueue) {
        for shift in stride(from: UInt64(24), through: 0, by: -8) {
            if shift < 24 { output.append(UInt8(ascii: ".")) }
            Self.append(low >> shift & 0xff, radix: 10, to: &output)
        }
    }

    /// RFC 5952 section 4: lower case, no leading zeros, the first longest run of two or more zero groups as `::`.
    private func appendGroups(to output: inout ByteQueue) {
        let zeros = longestZeroRun()
        var index = 0
        while index < 8 {
            if index == zeros.lowerBound, !zeros.isEmpty {
                output.append("::")
                index = zeros.upperBound
                continue
            }
            if index > 0, index != zeros.upperBound || zeros.isEmpty { output.append(UInt8(ascii: ":")) }
            Self.append(group(index), radix: 16, to: &output)
            index += 1
        }
    }

    private func longestZeroRun() -> Range<Int> {
        var longest = 0..<0
        var start = 0
        for index in 0..<8 {
            guard group(index) == 0 else {
                start = index + 1
                continue
            }
            if index + 1 - start > max(longest.count, 1) { longest = start..<index + 1 }
        }
        return longest
    }

    /// The 16-bit group at `index`, 0 being the leftmost.
    private func group(_ index: Int) -> UInt64 {
        let word = index < 4 ? high : low
        return word >> UInt64(48 - 16 * (index % 4)) & 0xffff
    }

    /// Appends a number below 65,536 without leading zeros.
    private static func append(_ value: UInt64, radix: UInt64, to output: inout ByteQueue) {
        var divisor: UInt64 = 1
        while value / divisor >= radix { divisor *= radix }
        while divisor > 0 {
            let digit = UInt8(truncatingIfNeeded: value / divisor % radix)
            output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            divisor /= radix
        }
    }
}
