package import GatehouseHTTP

/// The one spelling of a path that is judged and sent upstream: decoded once, no dot segments, no empty segments, no
/// escaped slash; octets raw where they may be, otherwise `%` and two upper-case digits.
///
/// Made only by its parser. Whatever server reads a canonical path, in any of the ways of `PathReadings`, sees the same
/// segments. For a target that is canonical as received nothing is allocated: the value refers to the target's bytes,
/// and every function that needs them takes the target again.
package struct CanonicalPath: Sendable {
    /// What a target that was not canonical became.
    final class Rewriting: Sendable {
        /// Canonical path, then the query as received.
        let target: [UInt8]
        let pathCount: Int
        let readings: PathReadings

        init(target: [UInt8], pathCount: Int, readings: PathReadings) {
            self.target = target
            self.pathCount = pathCount
            self.readings = readings
        }
    }

    /// Octets of the target as received: a cheap check that callers pass the same one again.
    private let targetCount: Int
    private let pathCount: Int
    let rewriting: Rewriting?

    /// Judges the spelling of `target`.
    ///
    /// - Parameter target: path and query exactly as received (RFC 9112 section 3.2.1).
    /// - Throws: `.targetMalformed`, `.routeNotFound` or `.pathNotCanonical` as `TargetScan` says;
    ///   `.pathNotCanonical` also for a path that leaves the root; `.targetTooLong` above 65,535 octets, far beyond
    ///   what a codec lets through, so that the work here is bounded whoever calls.
    package init(parsing target: Span<UInt8>) throws(Denial) {
        guard target.count <= 65_535 else { throw Denial(.targetTooLong) }
        let scan = try TargetScan(target)
        targetCount = target.count
        pathCount = scan.pathCount
        rewriting = scan.isCanonical ? nil : try Self.rewrite(target, pathCount: scan.pathCount)
    }

    /// The reading of Tomcat is the canonical path: it is the one that resolves everything.
    private static func rewrite(_ target: Span<UInt8>, pathCount: Int) throws(Denial) -> Rewriting {
        let readings = PathReadings(of: target.extracting(0..<pathCount))
        guard let path = readings.tomcat else { throw Denial(.pathNotCanonical) }
        // What is forwarded must read to itself in every reading; that is what the scan recognises.
        guard try TargetScan(path.span).isCanonical else { throw Denial(.pathNotCanonical) }
        var rewritten = path
        for index in pathCount..<target.count { rewritten.append(target[index]) }
        return Rewriting(target: rewritten, pathCount: path.count, readings: readings)
    }

    /// True when the target as received is the canonical one.
    package var isPlain: Bool { rewriting == nil }

    /// True when `target` can be the one that this value was made from.
    func belongs(to target: Span<UInt8>) -> Bool { target.count == targetCount }

    /// Lends canonical path and query, the bytes to send upstream, of the target this value was made from.
    package func withBytes<R: ~Copyable, E: Error>(
        of target: Span<UInt8>, _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        guard let rewriting else { return try body(target) }
        let rewritten = rewriting.target
        return try body(rewritten.span)
    }

    /// Lends the canonical path, without the query, of the target this value was made from.
    package func withPath<R: ~Copyable, E: Error>(
        of target: Span<UInt8>, _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R {
        guard let rewriting else { return try body(target.extracting(0..<min(pathCount, target.count))) }
        let rewritten = rewriting.target
        return try body(rewritten.span.extracting(0..<rewriting.pathCount))
    }
}
