internal import GatehouseHTTP

/// The state of looking through a path, octet by octet.
struct PathScan {
    /// No octet so far has another spelling, and no segment would be resolved or dropped.
    private(set) var isCanonical = true
    /// Behind the last `/`.
    private var segmentStart = 1
    private var dotCount = 0
    private var utf8 = UTF8Check()

    /// Looks at the octet or escape at `position`.
    ///
    /// - Returns: the position behind it.
    /// - Throws: `.pathNotCanonical` for octets that a path may not hold raw (`;`, `\`, controls, non-ASCII and
    ///   others), malformed escapes, escaped `/`, `\` and controls, and escapes that are not UTF-8.
    mutating func take(_ target: Span<UInt8>, at position: Int) throws(Denial) -> Int {
        let octet = target[position]
        if octet == UInt8(ascii: "%") { return try takeEscape(target, at: position) }
        guard utf8.isComplete else { throw Denial(.pathNotCanonical) }
        if octet == UInt8(ascii: "/") {
            // An empty segment inside the path: some servers drop it.
            if position == segmentStart { isCanonical = false }
            endSegment(at: position)
        } else if octet == UInt8(ascii: ".") {
            dotCount += 1
        } else if !PathOctets.mayStandRaw(octet) {
            throw Denial(.pathNotCanonical)
        }
        return position + 1
    }

    private mutating func takeEscape(_ target: Span<UInt8>, at position: Int) throws(Denial) -> Int {
        guard let octet = PathOctets.decodedEscape(in: target, at: position), utf8.accept(octet),
            octet >= 0x20, octet != 0x7f, octet != UInt8(ascii: "/"), octet != UInt8(ascii: "\\")
        else { throw Denial(.pathNotCanonical) }
        let isUpperCase = target[position + 1].isUpperCaseDigit && target[position + 2].isUpperCaseDigit
        if PathOctets.mayStandRaw(octet) || !isUpperCase { isCanonical = false }
        return position + 3
    }

    /// Called behind the last octet of the path.
    mutating func finish(at end: Int) throws(Denial) {
        guard utf8.isComplete else { throw Denial(.pathNotCanonical) }
        endSegment(at: end)
    }

    private mutating func endSegment(at end: Int) {
        let count = end - segmentStart
        // Dot segments (RFC 3986 section 3.3): some servers resolve them.
        if count == dotCount, count == 1 || count == 2 { isCanonical = false }
        segmentStart = end + 1
        dotCount = 0
    }
}

extension UInt8 {
    /// HEXDIG as RFC 3986 section 6.2.2.1 prefers it.
    fileprivate var isUpperCaseDigit: Bool { isDigit || self <= UInt8(ascii: "F") }
}
