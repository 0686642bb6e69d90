/// Which fields of a message are passed on, for requests, responses and trailers, whatever the protocol version.
package enum HeaderRules {
    /// True when a field of a client may be passed on as it is: end to end, and not another spelling of a field that is
    /// ours or that frames the message.
    package static func isPassedOn(_ known: KnownField, name: Span<UInt8>) -> Bool {
        switch known.treatment {
        case .message, .hopByHop, .identity: false
        case .endToEnd: known != .other || KnownField(foldingSigns: name).treatment == .endToEnd
        }
    }

    /// True when a field may stand in a trailer section. Fields that frame, route, identify or control the message are
    /// known to the gateway, and none of them may come late (RFC 9110 section 6.5.1).
    package static func isAllowedInTrailers(_ known: KnownField, name: Span<UInt8>) -> Bool {
        known == .other && KnownField(foldingSigns: name) == .other && !name.isEmpty && name[0] != UInt8(ascii: ":")
    }

    /// Checks the trailer section of a request.
    ///
    /// - Throws: `.trailerMalformed` for a field that is not allowed there.
    package static func validateTrailers(_ trailers: borrowing FieldBlock) throws(HTTP1Violation) {
        for index in 0..<trailers.count {
            let known = trailers.known(at: index)
            guard trailers.withName(at: index, { isAllowedInTrailers(known, name: $0) }) else {
                throw HTTP1Violation(.trailerMalformed)
            }
        }
    }
}
