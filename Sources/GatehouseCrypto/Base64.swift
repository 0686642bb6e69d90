/// Base64 with the standard alphabet and padding (RFC 4648 section 4), in its one canonical spelling.
///
/// A lenient decoder gives many texts for the same bytes, and two programs that disagree about which of them are legal.
/// Here the decoding is a bijection: no white space, no missing or surplus padding, no URL alphabet, no stray bits in
/// the last character (RFC 4648 sections 3.2, 3.3 and 3.5).
package enum Base64 {
    /// Bytes that `text` stands for if it is well formed; nil when its length or padding cannot be.
    package static func decodedCount(of text: Span<UInt8>) -> Int? {
        guard text.count.isMultiple(of: 4) else { return nil }
        guard !text.isEmpty else { return 0 }
        return text.count / 4 * 3 - paddingCount(of: text)
    }

    /// Decodes `text` to the front of `output`.
    ///
    /// - Returns: the number of bytes written; nil when `text` is not canonical or `output` too small. The contents of
    ///   `output` mean nothing then.
    package static func decode(_ text: Span<UInt8>, into output: inout MutableSpan<UInt8>) -> Int? {
        guard let count = decodedCount(of: text), count <= output.count else { return nil }
        let fullGroups = count / 3
        for group in 0..<fullGroups {
            guard let bits = bits(of: text, group: group, characters: 4) else { return nil }
            output[group * 3] = UInt8(truncatingIfNeeded: bits >> 16)
            output[group * 3 + 1] = UInt8(truncatingIfNeeded: bits >> 8)
            output[group * 3 + 2] = UInt8(truncatingIfNeeded: bits)
        }
        switch count % 3 {
        case 1:
            guard let bits = bits(of: text, group: fullGroups, characters: 2), bits & 0xFFFF == 0 else { return nil }
            output[count - 1] = UInt8(truncatingIfNeeded: bits >> 16)
        case 2:
            guard let bits = bits(of: text, group: fullGroups, characters: 3), bits & 0xFF == 0 else { return nil }
            output[count - 2] = UInt8(truncatingIfNeeded: bits >> 16)
            output[count - 1] = UInt8(truncatingIfNeeded: bits >> 8)
        default: break
        }
        return count
    }

    /// - Returns: nil when `text` is not canonical.
    package static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard let count = decodedCount(of: text) else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        guard decode(text, into: &span) != nil else { return nil }
        return bytes
    }

    /// The canonical text for `bytes`.
    package static func encode(_ bytes: Span<UInt8>) -> String {
        var text = ""
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let available = min(3, bytes.count - start)
            var bits: UInt32 = 0
            for offset in 0..<3 { bits = bits << 8 | (offset < available ? UInt32(bytes[start + offset]) : 0) }
            for index in 0..<4 {
                let sextet = UInt8(truncatingIfNeeded: bits >> UInt32(18 - 6 * index)) & 0x3F
                text.unicodeScalars.append(index <= available ? character(sextet) : "=")
            }
        }
        return text
    }

    /// How many of the last two characters are padding. Padding anywhere else is not in the alphabet and fails there.
    private static func paddingCount(of text: Span<UInt8>) -> Int {
        guard text[text.count - 1] == UInt8(ascii: "=") else { return 0 }
        return text[text.count - 2] == UInt8(ascii: "=") ? 2 : 1
    }

    /// The 24 bits of a group, of which only the first `characters` are read; nil for one outside the alphabet.
    @inline(__always)
    private static func bits(of text: Span<UInt8>, group: Int, characters: Int) -> UInt32? {
        var bits: UInt32 = 0
        for offset in 0..<4 {
            guard offset < characters else {
                bits <<= 6
                continue
            }
            let sextet = sextet(text[group * 4 + offset])
            guard sextet < 64 else { return nil }
            bits = bits << 6 | UInt32(sextet)
        }
        return bits
    }

    /// The value of a character of the alphabet; 255 for any other.
    @inline(__always)
    private static func sextet(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: 255
        }
    }

    private static func character(_ sextet: UInt8) -> Unicode.Scalar {
        switch sextet {
        case 0..<26: Unicode.Scalar(UInt8(ascii: "A") + sextet)
        case 26..<52: Unicode.Scalar(UInt8(ascii: "a") + sextet - 26)
        case 52..<62: Unicode.Scalar(UInt8(ascii: "0") + sextet - 52)
        case 62: "+"
        default: "/"
        }
    }
}
