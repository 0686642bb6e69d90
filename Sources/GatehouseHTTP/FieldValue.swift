/// Which octets a field value may have (RFC 9110 section 5.5).
package enum FieldValue {
    /// Visible characters, spaces, tabs, and octets above 0x7f, which are opaque. No other control octet: CR, LF and NUL
    /// would change the message, and the rest serve only to confuse.
    package static func isLegal(_ value: Span<UInt8>) -> Bool {
        for index in value.indices where !value[index].isFieldValueCharacter { return false }
        return true
    }

    /// As above, and without white space at either end (RFC 9113 section 8.2.1).
    package static func isLegalInHTTP2(_ value: Span<UInt8>) -> Bool {
        guard !value.isEmpty else { return true }
        return !value[0].isWhitespace && !value[value.count - 1].isWhitespace && isLegal(value)
    }
}

extension UInt8 {
    /// SP, HTAB, VCHAR or obs-text (RFC 9110 section 5.5).
    package var isFieldValueCharacter: Bool {
        self >= 0x20 ? self != 0x7f : self == 0x09
    }

    /// SP or HTAB: what OWS is made of (RFC 9110 section 5.6.3).
    package var isWhitespace: Bool { self == 0x20 || self == 0x09 }

    /// What may stand in a request target: visible ASCII without `#`, which would be a fragment (RFC 9112 section 3.2).
    package var isTargetCharacter: Bool { self > 0x20 && self < 0x7f && self != UInt8(ascii: "#") }
}
