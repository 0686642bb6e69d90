/// A path under construction: segments with a `/` before each.
struct ReadingBuilder {
    var bytes: [UInt8] = []
    /// Where the `/` of the last segment stands.
    private var segmentStart = 0

    /// Starts a segment; the caller appends its octets to `bytes`.
    mutating func beginSegment() {
        segmentStart = bytes.count
        bytes.append(UInt8(ascii: "/"))
    }

    /// Resolves the segment just appended when it is `.` or `..`.
    ///
    /// - Parameter leavesSlash: an empty segment takes the place of the dots, as at the end of a path in RFC 3986
    ///   section 5.2.4.
    /// - Returns: false when `..` has no segment left to take away.
    mutating func resolveDots(leavesSlash: Bool) -> Bool {
        let dots = bytes.count - segmentStart - 1
        guard dots == 1 || dots == 2, bytes[(segmentStart + 1)...].allSatisfy({ $0 == UInt8(ascii: ".") }) else {
            return true
        }
        removeLastSegment()
        let hasParent = !bytes.isEmpty
        if dots == 2 { removeLastSegment() }
        if leavesSlash { beginSegment() }
        return dots == 1 || hasParent
    }

    /// Takes the segment just appended away when it is empty and others follow.
    mutating func mergeEmptySegment(isLast: Bool) {
        if !isLast, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    }

    /// Makes a path without segments the root.
    mutating func finish() {
        if bytes.isEmpty { beginSegment() }
    }

    private mutating func removeLastSegment() {
        guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return }
        bytes.removeSubrange(slash...)
    }
}
