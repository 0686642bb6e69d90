internal import GatehousePolicy

/// The form of a route's path, for messages that say what is wrong with one; `PathPattern` has the last word.
enum PathText {
    /// Longer targets are refused at the door anyway (`limits.target`).
    static let maximumBytes = 1024

    /// - Returns: what is wrong, or nil for a good pattern.
    static func objection(to text: String) -> String? {
        guard text.utf8.count <= maximumBytes else { return "longer than \(maximumBytes) bytes" }
        guard text.hasPrefix("/") else { return "it must begin with /" }
        let segments = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            if let objection = objection(toSegment: segment, isLast: index == segments.count - 1) { return objection }
        }
        return nil
    }

    private static func objection(toSegment segment: Substring, isLast: Bool) -> String? {
        // An empty last segment is the path of a folder, `/a/`, which is another path than `/a`.
        if segment.isEmpty { return isLast ? nil : "a segment is empty" }
        if segment == "*" { return nil }
        if segment == "**" { return isLast ? nil : "** stands for the rest and must be last" }
        if segment.contains("*") { return "* stands for a whole segment" }
        if segment == "." || segment == ".." { return "dot segments never reach a route" }
        if segment.contains("%") { return "write the decoded character: routes are matched on the canonical path" }
        return segment.utf8.allSatisfy(isPathCharacter) ? nil : "it holds a character that never reaches a route"
    }

    /// pchar of RFC 3986 section 3.3 without `;` and escapes, which the canonical path refuses.
    private static func isPathCharacter(_ byte: UInt8) -> Bool {
        if byte.isDecimalDigit || byte.isLowercaseLetter || byte.isUppercaseLetter { return true }
        return "-._~!$&'()+,=:@".utf8.contains(byte)
    }
}

extension ValueReader where Value == PathPattern {
    static var pathPattern: ValueReader {
        text(
            "a path pattern such as /api/v1/orders/* or /actuator/**",
            hint: { PathText.objection(to: $0) ?? "not in canonical spelling, or more than 64 segments" },
            { PathText.objection(to: $0) == nil ? PathPattern($0) : nil })
    }
}
