internal import GatehouseHTTP

/// How octets are spelled in a canonical path (RFC 3986 section 3.3).
enum PathOctets {
    /// Bit n is set when octet n may stand raw: unreserved, sub-delims without `;`, `:` and `@`.
    ///
    /// `;` is left out because Tomcat and Spring cut a segment there. `/` separates and is not in the set. Numbers
    /// rather than a table made at start-up: a global that is initialised lazily costs a check on each use.
    private static let rawBelow64: UInt64 = 0x27ff_7fd2_0000_0000
    private static let rawFrom64: UInt64 = 0x47ff_fffe_87ff_ffff
    /// The same for unreserved octets alone (RFC 3986 section 2.3).
    private static let unreservedBelow64: UInt64 = 0x03ff_6000_0000_0000
    private static let unreservedFrom64: UInt64 = 0x47ff_fffe_87ff_fffe

    /// True for octets that a canonical path shows as themselves.
    static func mayStandRaw(_ octet: UInt8) -> Bool {
        contains(octet, rawBelow64, rawFrom64)
    }

    /// True for letters, digits, `-`, `.`, `_` and `~`, which mean the same raw and escaped.
    static func isUnreserved(_ octet: UInt8) -> Bool {
        contains(octet, unreservedBelow64, unreservedFrom64)
    }

    private static func contains(_ octet: UInt8, _ below64: UInt64, _ from64: UInt64) -> Bool {
        guard octet < 128 else { return false }
        return (octet < 64 ? below64 : from64) >> UInt64(octet & 63) & 1 == 1
    }

    /// The octet that the escape at `position` (a `%`) stands for; nil unless two hexadecimal digits follow.
    static func decodedEscape(in path: Span<UInt8>, at position: Int) -> UInt8? {
        guard position + 2 < path.count, let high = path[position + 1].hexadecimalValue,
            let low = path[position + 2].hexadecimalValue
        else { return nil }
        return high << 4 | low
    }

    /// Appends `octet` in its one canonical spelling: raw, or `%` and two upper-case digits.
    static func appendSpelling(of octet: UInt8, to bytes: inout [UInt8]) {
        if mayStandRaw(octet) {
            bytes.append(octet)
        } else {
            appendEscape(of: octet, to: &bytes)
        }
    }

    /// Appends `%` and two upper-case digits.
    static func appendEscape(of octet: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "%"))
        for digit in [octet >> 4, octet & 15] {
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
        }
    }
}
