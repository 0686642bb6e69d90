/// Reads the head of one HTTP/1.1 response (RFC 9112 sections 4 and 5): syntax only.
///
/// The status line has its three parts with one space between them; the phrase may be empty, the space before it not
/// missing. It is looked at when it is complete; fields are read octet by octet, wherever the input is cut.
struct HTTP1ResponseHeadParser {
    private enum State {
        case statusLine
        case fields(HTTP1FieldSectionParser)
    }

    private var state = State.statusLine
    private let limits: HTTP1Limits
    /// `HTTP/1.1 200 `.
    private static let partsByteCount = 13

    init(limits: HTTP1Limits) {
        self.limits = limits
    }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - bytes: the head from its first octet, each time with more behind it.
    ///   - message: gets version, status and fields.
    /// - Returns: the length of the head when it is complete.
    /// - Throws: for anything that is not exactly right, and for a head above the limits.
    mutating func parse(_ bytes: Span<UInt8>, into message: MessageBuffer) throws(HTTP1Violation) -> Int? {
        let visible = bytes.extracting(0..<min(bytes.count, limits.headBytes))
        if let length = try parseVisible(visible, into: message) { return length }
        if visible.count == limits.headBytes { throw HTTP1Violation(.fieldsTooLarge) }
        return nil
    }

    private mutating func parseVisible(
        _ bytes: Span<UInt8>, into message: MessageBuffer
    ) throws(HTTP1Violation) -> Int? {
        if case .statusLine = state {
            guard let end = try Self.readStatusLine(bytes, into: message) else { return nil }
            state = .fields(HTTP1FieldSectionParser(at: end, limits: limits))
        }
        guard case .fields(var section) = state else { return nil }
        let isComplete = try section.parse(bytes, into: &message.fields)
        state = .fields(section)
        return isComplete ? section.position : nil
    }

    /// - Returns: where the first field begins; nil while the line is incomplete.
    private static func readStatusLine(
        _ bytes: Span<UInt8>, into message: MessageBuffer
    ) throws(HTTP1Violation) -> Int? {
        var end = 0
        while end < bytes.count, bytes[end] != .lineFeed { end += 1 }
        guard end < bytes.count else { return nil }
        // Version, status and the spaces behind them; then a phrase of visible octets, and CRLF.
        guard end > partsByteCount, bytes[end - 1] == .carriageReturn, bytes[8] == Self.space, bytes[12] == Self.space,
            let version = version(bytes.extracting(0..<8)), let status = status(bytes.extracting(9..<12)),
            isPhrase(bytes.extracting(partsByteCount..<(end - 1)))
        else { throw HTTP1Violation(.upstreamResponseMalformed) }
        message.version = version
        message.status = status
        return end + 1
    }

    private static var space: UInt8 { UInt8(ascii: " ") }

    /// Spaces, tabs, visible octets and those above ASCII.
    private static func isPhrase(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] != 0x09 && (bytes[index] < 0x20 || bytes[index] == 0x7f) {
            return false
        }
        return true
    }

    private static func version(_ bytes: Span<UInt8>) -> HTTPVersion? {
        if bytes.equals("HTTP/1.1") { return .http11 }
        return bytes.equals("HTTP/1.0") ? .http10 : nil
    }

    private static func status(_ bytes: Span<UInt8>) -> UInt16? {
        guard let status = ContentLength.parse(bytes), (100...599).contains(status) else { return nil }
        return UInt16(status)
    }
}
