internal import GatehouseHTTP

/// The first look at a request target: what no reading may see is refused, and a canonical path is recognised.
///
/// One pass without allocation; for plain targets it is all there is to do.
struct TargetScan {
    /// Octets before `?` or the end.
    let pathCount: Int
    /// True when the path is already in its one spelling, so that every reading of it is the same.
    let isCanonical: Bool

    /// - Parameter target: in origin form (RFC 9112 section 3.2.1), as received.
    /// - Throws: `.targetMalformed` unless it begins with `/`; `.routeNotFound` for `*`, which asks about the server
    ///   itself; `.pathNotCanonical` for `#` or a control anywhere, and for what `PathScan` refuses in the path.
    init(_ target: Span<UInt8>) throws(Denial) {
        guard !target.isEmpty, target[0] == UInt8(ascii: "/") else {
            throw Denial(target.equals("*") ? .routeNotFound : .targetMalformed)
        }
        var path = PathScan()
        var position = 1
        while position < target.count, target[position] != UInt8(ascii: "?") {
            position = try path.take(target, at: position)
        }
        try path.finish(at: position)
        pathCount = position
        isCanonical = path.isCanonical
        try Self.checkQuery(target.extracting(position..<target.count))
    }

    /// The query is passed on as it is, but only octets that cannot end or split a request line.
    private static func checkQuery(_ query: Span<UInt8>) throws(Denial) {
        for index in query.indices {
            let octet = query[index]
            guard octet > 0x20, octet < 0x7f, octet != UInt8(ascii: "#") else {
                throw Denial(.pathNotCanonical)
            }
        }
    }
}
