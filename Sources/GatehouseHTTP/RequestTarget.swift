/// Takes a request target apart (RFC 9112 section 3.2).
///
/// What becomes `:path` is the target's path and query exactly as received; judging the path is the policy's work.
enum RequestTarget {
    /// Appends `:path`, and `:authority` when the target is in absolute form.
    ///
    /// - Parameters:
    ///   - target: not empty, only target characters.
    ///   - method: decides which forms are legal.
    ///   - fields: gets the pseudo-fields.
    /// - Throws: `.targetMalformed` for a form that the method may not use, `.hostMalformed`, `.methodUnsupported`.
    static func append(
        _ target: Span<UInt8>, of method: Method, to fields: inout FieldBlock
    ) throws(HTTP1Violation) {
        // CONNECT has a form of its own, which nothing here should read.
        try RequestHeadRules.validateMethod(method)
        if target[0] == UInt8(ascii: "/") {
            fields.append(.path, value: target)
        } else if target.equals("*") {
            guard method == .options else { throw HTTP1Violation(.targetMalformed) }
            fields.append(.path, value: target)
        } else {
            try appendAbsolute(target, of: method, to: &fields)
        }
    }

    /// `http://host:port/path?query`; an empty path means `/`, and `*` for OPTIONS (RFC 9112 section 3.2.4).
    private static func appendAbsolute(
        _ target: Span<UInt8>, of method: Method, to fields: inout FieldBlock
    ) throws(HTTP1Violation) {
        guard let start = authorityStart(in: target) else { throw HTTP1Violation(.targetMalformed) }
        var end = start
        while end < target.count, target[end] != UInt8(ascii: "/"), target[end] != UInt8(ascii: "?") { end += 1 }
        let authority = target.extracting(start..<end)
        guard Authority(authority) != nil else { throw HTTP1Violation(.hostMalformed) }
        if end == target.count {
            fields.append(.path, value: method == .options ? "*" : "/")
        } else {
            // A query without a path would have to be rewritten to become an origin form; no client sends it.
            guard target[end] == UInt8(ascii: "/") else { throw HTTP1Violation(.targetMalformed) }
            fields.append(.path, value: target.extracting(end..<target.count))
        }
        fields.append(.authority, value: authority)
    }

    private static func authorityStart(in target: Span<UInt8>) -> Int? {
        for scheme in ["http://", "https://"] where target.count > scheme.utf8.count {
            if target.extracting(0..<scheme.utf8.count).equalsIgnoringCase(scheme) { return scheme.utf8.count }
        }
        return nil
    }
}
