/// A DNS host name, lower-cased: letters, digits, hyphen and underscore in labels of 1 to 63, at most 253 in all.
///
/// No trailing dot (RFC 6066 section 3 wants none in a server name), no IP address, no wildcard, nothing outside ASCII.
package struct HostName: Hashable, Sendable {
    /// The name in lower case.
    package let text: String

    /// - Returns: nil for whatever is not such a name.
    package init?(_ bytes: Span<UInt8>) {
        guard (1...253).contains(bytes.count) else { return nil }
        var lowered: [UInt8] = []
        lowered.reserveCapacity(bytes.count)
        var labelStart = 0
        for index in bytes.indices {
            let byte = ASCII.lowercased(bytes[index])
            if byte == UInt8(ascii: ".") {
                guard (1...63).contains(index - labelStart) else { return nil }
                labelStart = index + 1
            } else if !Self.isLabelByte(byte) {
                return nil
            }
            lowered.append(byte)
        }
        guard (1...63).contains(bytes.count - labelStart) else { return nil }
        // A last label of digits alone is an IPv4 address or a mistake, never a domain (RFC 3696 section 2).
        guard !lowered[labelStart...].allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        text = String(decoding: lowered, as: UTF8.self)
    }

    package init?(_ text: String) {
        self.init(text.utf8.span)
    }

    /// What follows the first label, with its dot: `.example.com` for `api.example.com`. Nil for a single label.
    var parent: Substring? {
        text.firstIndex(of: ".").map { text[$0...] }
    }

    private static func isLabelByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
