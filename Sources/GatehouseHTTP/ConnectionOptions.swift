/// What the Connection fields of an HTTP/1.1 request say (RFC 9110 section 7.6.1).
package struct ConnectionOptions: OptionSet, Sendable {
    /// One bit for each option.
    package let rawValue: UInt8

    /// The options whose bits are set.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The client will not use the connection again.
    package static let close = ConnectionOptions(rawValue: 1)
    /// The client would like to; decisive for HTTP/1.0 only.
    package static let keepAlive = ConnectionOptions(rawValue: 2)
    /// Fields are named that must not be passed on.
    package static let nominations = ConnectionOptions(rawValue: 4)

    /// More names than this are no client's, and each is compared with each field.
    private static let maximumCount = 32

    /// - Throws: `.fieldMalformed` for an option that is no token, for too many, and for one that names a field which the
    ///   gateway sets or the request cannot do without: stripping those at a client's word is an attack.
    package init(of fields: borrowing FieldBlock) throws(HTTP1Violation) {
        var options: ConnectionOptions = []
        guard fields.contains(.connection) else {
            self = options
            return
        }
        var count = 0
        for index in 0..<fields.count where fields.known(at: index) == .connection {
            try fields.withValue(at: index) { (value: Span<UInt8>) throws(HTTP1Violation) in
                try FieldList.forEach(in: value) { (option: Span<UInt8>) throws(HTTP1Violation) in
                    count += 1
                    guard count <= Self.maximumCount else { throw HTTP1Violation(.fieldMalformed) }
                    options.formUnion(try Self.option(option))
                }
            }
        }
        self = options
    }

    private static func option(_ text: Span<UInt8>) throws(HTTP1Violation) -> ConnectionOptions {
        if text.equalsIgnoringCase("close") { return .close }
        if text.equalsIgnoringCase("keep-alive") { return .keepAlive }
        guard FieldName.isLegal(text) else { throw HTTP1Violation(.fieldMalformed) }
        let known = KnownField(anyCase: text)
        guard known != .transferEncoding else { throw HTTP1Violation(.fieldMalformed) }
        switch known.treatment {
        case .hopByHop: return []
        case .endToEnd where known == .other: return .nominations
        case .endToEnd, .message, .identity: throw HTTP1Violation(.fieldMalformed)
        }
    }

    /// Removes the fields that Connection names.
    package static func removeNominated(from fields: inout FieldBlock) {
        for index in 0..<fields.count where fields.known(at: index) == .other {
            if isNominated(index, in: fields) { fields.remove(at: index) }
        }
    }

    private static func isNominated(_ field: Int, in fields: borrowing FieldBlock) -> Bool {
        var isNamed = false
        for index in 0..<fields.count where fields.known(at: index) == .connection {
            fields.withValue(at: index) { value in
                FieldList.forEach(in: value) { option in
                    if fields.withName(at: field, { $0.equalsIgnoringCase(option) }) { isNamed = true }
                }
            }
        }
        return isNamed
    }
}

extension KnownField {
    /// Classifies a name in any case. Longer names than 32 octets can only begin like `x-forwarded-`.
    fileprivate init(anyCase name: Span<UInt8>) {
        var lowered = InlineArray<32, UInt8>(repeating: 0)
        let count = min(name.count, lowered.count)
        for index in 0..<count { lowered[index] = name[index].lowercased }
        self.init(name: lowered.span.extracting(0..<count))
    }
}
