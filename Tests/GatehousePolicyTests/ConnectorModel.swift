/// How the servers behind the gateway read a path: slow, literal, and written without a look at the code under test.
///
/// Each reading is the list of decoded segments, or nil where the server refuses.
enum ConnectorModel {
    /// All readings that exist.
    static func readings(of path: [UInt8]) -> [[[UInt8]]] {
        [raw(path), rfc3986(path), tomcat(path), spring(path)].compactMap { $0 }
    }

    static func raw(_ path: [UInt8]) -> [[UInt8]]? { segments(path) }

    /// RFC 3986 section 5.2.4 with its input and output buffers, after decoding unreserved octets.
    static func rfc3986(_ path: [UInt8]) -> [[UInt8]]? {
        var input = text(decode(path, only: isUnreserved) ?? path)
        var output = ""
        while !input.isEmpty {
            if input.hasPrefix("/./") {
                input.removeFirst(2)
            } else if input == "/." {
                input = "/"
            } else if input.hasPrefix("/../") || input == "/.." {
                input = input == "/.." ? "/" : String(input.dropFirst(3))
                output = String(output[..<(output.lastIndex(of: "/") ?? output.startIndex)])
            } else {
                let end = input.dropFirst().firstIndex(of: "/") ?? input.endIndex
                output += input[..<end]
                input = String(input[end...])
            }
        }
        return segments(octets(output))
    }

    /// `CoyoteAdapter`: parameters, escapes, then `normalize`, each over the whole string.
    static func tomcat(_ path: [UInt8]) -> [[UInt8]]? {
        var stripped: [UInt8] = []
        var isParameter = false
        for octet in path {
            if octet == UInt8(ascii: "/") { isParameter = false }
            if octet == UInt8(ascii: ";") { isParameter = true }
            if !isParameter { stripped.append(octet) }
        }
        let lowered = text(stripped).lowercased()
        guard !lowered.contains("%2f"), !lowered.contains("%5c"), let decoded = decode(stripped, only: { _ in true }),
            !decoded.contains(0), !decoded.contains(UInt8(ascii: "\\"))
        else { return nil }
        return normalize(text(decoded)).map { segments(octets($0)) }
    }

    private static func normalize(_ decoded: String) -> String? {
        var path = decoded
        while let range = path.firstRange(of: "//") { path.replaceSubrange(range, with: "/") }
        // A slash lent to dots at the end is taken back below, as Tomcat 10.1.60 does.
        let isSlashLent = path.hasSuffix("/.") || path.hasSuffix("/..")
        if isSlashLent { path += "/" }
        while let range = path.firstRange(of: "/./") { path.replaceSubrange(range, with: "/") }
        while let range = path.firstRange(of: "/../") {
            guard range.lowerBound > path.startIndex, let parent = path[..<range.lowerBound].lastIndex(of: "/") else {
                return nil
            }
            path.replaceSubrange(parent..<range.upperBound, with: "/")
        }
        if isSlashLent, path != "/" { path.removeLast() }
        return path
    }

    /// `PathContainer.parsePath`: segments first.
    static func spring(_ path: [UInt8]) -> [[UInt8]]? {
        var result: [[UInt8]] = []
        for segment in segments(path) {
            let value = segment.prefix { $0 != UInt8(ascii: ";") }
            guard let decoded = decode(Array(value), only: { _ in true }) else { return nil }
            result.append(decoded)
        }
        return result
    }

    // MARK: Octets

    static func segments(_ path: [UInt8]) -> [[UInt8]] {
        path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map(Array.init)
    }

    /// nil for a malformed escape.
    private static func decode(_ path: [UInt8], only isDecoded: (UInt8) -> Bool) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = path[...]
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                result.append(octet)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit && $0 < 128 }),
                let value = UInt8(text(Array(digits)), radix: 16)
            else { return nil }
            if isDecoded(value) {
                result.append(value)
            } else {
                result += [octet] + digits
            }
            rest = rest.dropFirst(2)
        }
        return result
    }

    private static func isUnreserved(_ octet: UInt8) -> Bool {
        octet < 128 && (Character(Unicode.Scalar(octet)).isLetter || Character(Unicode.Scalar(octet)).isNumber)
            || "-._~".utf8.contains(octet)
    }

    /// One character for each octet, so that nothing is lost or joined.
    private static func text(_ octets: [UInt8]) -> String {
        String(String.UnicodeScalarView(octets.map { Unicode.Scalar($0) }))
    }

    private static func octets(_ text: String) -> [UInt8] {
        text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }
}
