internal import GatehouseHTTP

/// A path as each kind of server would understand it, so that policy can insist that all of them lead to one route.
///
/// Every reading is spelled as a canonical path is: decoded octets that may not stand raw appear as upper-case
/// escapes, so a decoded `%` is `%25` again. Equal bytes mean an equal understanding. The raw reading alone keeps the
/// spelling of the client. Readings are total: whatever the octets are, each one exists or says that its server refuses.
package struct PathReadings: Equatable, Sendable {
    /// The octets as they are, cut into segments at `/`: a server that neither decodes nor resolves.
    package let raw: [UInt8]
    /// Unreserved octets decoded, then dot segments removed (RFC 3986 sections 6.2.2 and 5.2.4).
    package let rfc3986: [UInt8]
    /// Tomcat: parameters cut off, decoded once, repeated `/` merged, dot segments resolved, in this order.
    ///
    /// Dot segments at the end leave no `/` behind, as seen on Tomcat 10.1.60; the RFC 3986 reading keeps one, so that
    /// both are judged.
    /// nil where Tomcat answers 400: an escaped `/`, `\`, NUL, a malformed escape, a path above the root.
    package let tomcat: [UInt8]?
    /// Spring's `PathPattern`: cut into segments first, then parameters cut off and decoded per segment; nothing
    /// resolved. nil where an escape is malformed.
    package let springSegments: [UInt8]?

    /// - Parameter path: without the query; begins with `/`.
    package init(of path: Span<UInt8>) {
        raw = Self.rawReading(path)
        rfc3986 = Self.rfc3986Reading(path)
        tomcat = Self.tomcatReading(path)
        springSegments = Self.springReading(path)
    }

    private static func rawReading(_ path: Span<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in path.indices { bytes.append(path[index]) }
        return bytes
    }

    private static func rfc3986Reading(_ path: Span<UInt8>) -> [UInt8] {
        var builder = ReadingBuilder()
        var cursor = SegmentCursor()
        while let range = cursor.next(in: path) {
            builder.beginSegment()
            appendUnreservedDecoded(path.extracting(range), to: &builder)
            // Above the root `..` is dropped, not an error (RFC 3986 section 5.2.4).
            _ = builder.resolveDots(leavesSlash: range.upperBound == path.count)
        }
        return builder.bytes
    }

    private static func appendUnreservedDecoded(_ segment: Span<UInt8>, to builder: inout ReadingBuilder) {
        var position = 0
        while position < segment.count {
            guard segment[position] == UInt8(ascii: "%"),
                let octet = PathOctets.decodedEscape(in: segment, at: position)
            else {
                builder.bytes.append(segment[position])
                position += 1
                continue
            }
            if PathOctets.isUnreserved(octet) {
                builder.bytes.append(octet)
            } else {
                PathOctets.appendEscape(of: octet, to: &builder.bytes)
            }
            position += 3
        }
    }

    private static func tomcatReading(_ path: Span<UInt8>) -> [UInt8]? {
        var builder = ReadingBuilder()
        var cursor = SegmentCursor()
        while let range = cursor.next(in: path) {
            builder.beginSegment()
            let isDecoded = appendDecoded(path.extracting(range), to: &builder) { octet in
                octet != 0 && octet != UInt8(ascii: "/") && octet != UInt8(ascii: "\\")
            }
            guard isDecoded, builder.resolveDots(leavesSlash: false) else { return nil }
            builder.mergeEmptySegment(isLast: range.upperBound == path.count)
        }
        builder.finish()
        return builder.bytes
    }

    private static func springReading(_ path: Span<UInt8>) -> [UInt8]? {
        var builder = ReadingBuilder()
        var cursor = SegmentCursor()
        while let range = cursor.next(in: path) {
            builder.beginSegment()
            guard appendDecoded(path.extracting(range), to: &builder, where: { _ in true }) else { return nil }
        }
        return builder.bytes
    }

    /// Appends `segment` up to its first raw `;`, decoded once.
    ///
    /// - Returns: false when an escape is malformed or an octet is not allowed.
    private static func appendDecoded(
        _ segment: Span<UInt8>, to builder: inout ReadingBuilder, where isAllowed: (UInt8) -> Bool
    ) -> Bool {
        var position = 0
        while position < segment.count, segment[position] != UInt8(ascii: ";") {
            var octet = segment[position]
            if octet == UInt8(ascii: "%") {
                guard let decoded = PathOctets.decodedEscape(in: segment, at: position) else { return false }
                octet = decoded
                position += 2
            }
            guard isAllowed(octet) else { return false }
            PathOctets.appendSpelling(of: octet, to: &builder.bytes)
            position += 1
        }
        return true
    }
}
