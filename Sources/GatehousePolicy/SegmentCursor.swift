internal import GatehouseHTTP

/// Walks over the segments of a path that begins with `/`. A final `/` is followed by one empty segment.
struct SegmentCursor {
    private var position = 0

    /// - Returns: the octets of the next segment, without the `/` before it; nil behind the last.
    mutating func next(in path: Span<UInt8>) -> Range<Int>? {
        guard position < path.count else { return nil }
        let start = position + 1
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        position = end
        return start..<end
    }
}
