internal import GatehouseHTTP

/// Which paths a route answers for, segment by segment; never a prefix of a string.
///
/// `/a/b` is exactly that path: `/a/b/` is another one. `*` stands for one segment that is not empty. `**`, at the end
/// only, stands for the rest: zero or more segments, empty ones included, so `/a/**` matches `/a`, `/a/` and `/a/b/c`.
package struct PathPattern: Hashable, Sendable {
    enum Segment: Hashable, Sendable {
        /// In canonical spelling; empty only at the end, for a pattern that ends with `/`.
        case literal([UInt8])
        /// One segment that is not empty.
        case one
    }

    /// Deeper patterns are refused: the look-up recurses once per segment.
    private static let maximumSegments = 64

    /// The segments before `**` or the end.
    let segments: [Segment]
    /// The pattern ends with `**`.
    let hasRest: Bool

    /// Reads `/a/*/c`, `/a/**` and so on.
    ///
    /// - Returns: nil unless every literal is in canonical spelling (see `CanonicalPath`), and for `*` beside other
    ///   octets of a segment, `**` before the end, empty segments inside, and more than 64 segments.
    package init?(_ text: String) {
        guard let scan = try? TargetScan(text.utf8.span), scan.isCanonical, scan.pathCount == text.utf8.count else {
            return nil
        }
        var parts = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        hasRest = parts.last?.elementsEqual("**".utf8) ?? false
        if hasRest { parts.removeLast() }
        guard parts.count <= Self.maximumSegments else { return nil }
        var segments: [Segment] = []
        for part in parts {
            guard let segment = Self.segment(Array(part)) else { return nil }
            segments.append(segment)
        }
        self.segments = segments
    }

    private static func segment(_ bytes: [UInt8]) -> Segment? {
        let star = UInt8(ascii: "*")
        if bytes == [star] { return .one }
        return bytes.contains(star) ? nil : .literal(bytes)
    }

    func relation(to other: PathPattern) -> PatternRelation {
        let common = min(segments.count, other.segments.count)
        var relation = relationOfEnds(to: other)
        for index in 0..<common {
            relation = relation.combined(with: Self.relation(segments[index], other.segments[index]))
        }
        return relation
    }

    /// The relation of what follows the segments that both have.
    private func relationOfEnds(to other: PathPattern) -> PatternRelation {
        if segments.count > other.segments.count { return other.hasRest ? .narrower : .disjoint }
        if segments.count < other.segments.count { return hasRest ? .wider : .disjoint }
        if hasRest == other.hasRest { return .equal }
        return hasRest ? .wider : .narrower
    }

    private static func relation(_ segment: Segment, _ other: Segment) -> PatternRelation {
        switch (segment, other) {
        case (.one, .one): .equal
        case (.literal(let bytes), .literal(let otherBytes)): bytes == otherBytes ? .equal : .disjoint
        case (.literal(let bytes), .one): bytes.isEmpty ? .disjoint : .narrower
        case (.one, .literal(let bytes)): bytes.isEmpty ? .disjoint : .wider
        }
    }
}

extension PathPattern: CustomStringConvertible {
    /// As in the configuration.
    package var description: String {
        var text = ""
        for segment in segments {
            switch segment {
            case .literal(let bytes): text += "/" + String(decoding: bytes, as: UTF8.self)
            case .one: text += "/*"
            }
        }
        return hasRest ? text + "/**" : text
    }
}
