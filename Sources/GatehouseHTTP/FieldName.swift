/// Which octets a field name may have (RFC 9110 section 5.1). A dot is legal: a webhook sender uses one.
package enum FieldName {
    /// A token in any case.
    package static func isLegal(_ name: Span<UInt8>) -> Bool {
        for index in name.indices where !name[index].isTokenCharacter { return false }
        return !name.isEmpty
    }

    /// A token without upper case (RFC 9113 section 8.2.1). Pseudo-fields are not names in this sense.
    package static func isLegalInHTTP2(_ name: Span<UInt8>) -> Bool {
        for index in name.indices {
            let byte = name[index]
            guard byte.isTokenCharacter, byte == byte.lowercased else { return false }
        }
        return !name.isEmpty
    }
}
