/// Reads a request line (RFC 9112 section 3), octet by octet, wherever the input is cut.
///
/// One empty line before it is passed over (RFC 9112 section 2.2), no more. Single spaces, CRLF, and `HTTP/1.0` or
/// `HTTP/1.1` in upper case; nothing is repaired.
struct HTTP1RequestLineParser {
    private enum State {
        case start, emptyLineFeed, afterEmptyLine, method, target, version, lineFeed, ended
    }

    private var state = State.start
    /// Octets read so far; after the end, the length of the line with its CRLF.
    private(set) var position = 0
    private var methodStart = 0
    private var targetStart = 0
    private var targetEnd = 0
    private let maximumTargetBytes: Int

    init(maximumTargetBytes: Int) {
        self.maximumTargetBytes = maximumTargetBytes
    }

    /// True until the first octet of a request (an empty line apart) has been read.
    var isAtStart: Bool {
        switch state {
        case .start, .emptyLineFeed, .afterEmptyLine: true
        case .method, .target, .version, .lineFeed, .ended: false
        }
    }

    /// True while the line's end would have to be looked for inside the target.
    var isInTarget: Bool { state == .target }

    /// The target's octets in what `parse` was given, once it has returned true.
    var target: Range<Int> { targetStart..<targetEnd }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - bytes: the head from its first octet, each time with more behind it.
    ///   - message: gets method and version.
    /// - Returns: true when the line is complete.
    /// - Throws: `.requestLineMalformed`, `.targetMalformed`, `.targetTooLong`, `.versionUnsupported`, and
    ///   `.methodUnsupported` for a method longer than any.
    mutating func parse(_ bytes: Span<UInt8>, into message: MessageBuffer) throws(HTTP1Violation) -> Bool {
        while state != .ended, position < bytes.count {
            switch state {
            case .start, .emptyLineFeed, .afterEmptyLine: try readStart(bytes[position])
            case .method: try readMethod(bytes, into: message)
            case .target: try readTarget(bytes)
            case .version: try readVersion(bytes, into: message)
            case .lineFeed: try readLineFeed(bytes[position])
            case .ended: break
            }
        }
        return state == .ended
    }

    private mutating func readStart(_ byte: UInt8) throws(HTTP1Violation) {
        if state == .emptyLineFeed {
            guard byte == .lineFeed else { throw HTTP1Violation(.requestLineMalformed) }
            state = .afterEmptyLine
            position += 1
        } else if state == .start, byte == .carriageReturn {
            state = .emptyLineFeed
            position += 1
        } else {
            guard byte.isTokenCharacter else { throw HTTP1Violation(.requestLineMalformed) }
            methodStart = position
            state = .method
        }
    }

    private mutating func readMethod(
        _ bytes: Span<UInt8>, into message: MessageBuffer
    ) throws(HTTP1Violation) {
        while position < bytes.count, bytes[position].isTokenCharacter {
            position += 1
            // RFC 9112 section 3: longer than any method that can be served.
            guard position - methodStart <= 16 else { throw HTTP1Violation(.methodUnsupported) }
        }
        guard position < bytes.count else { return }
        guard bytes[position] == UInt8(ascii: " "), let method = Method(bytes.extracting(methodStart..<position)) else {
            throw HTTP1Violation(.requestLineMalformed)
        }
        message.method = method
        position += 1
        targetStart = position
        state = .target
    }

    private mutating func readTarget(_ bytes: Span<UInt8>) throws(HTTP1Violation) {
        let limit = min(bytes.count, targetStart + maximumTargetBytes + 1)
        while position < limit, bytes[position].isTargetCharacter { position += 1 }
        guard position - targetStart <= maximumTargetBytes else { throw HTTP1Violation(.targetTooLong) }
        guard position < bytes.count else { return }
        guard bytes[position] == UInt8(ascii: " "), position > targetStart else {
            // A line that ends here is HTTP/0.9.
            let isLineEnd = bytes[position] == .carriageReturn || bytes[position] == .lineFeed
            throw HTTP1Violation(isLineEnd || position == targetStart ? .requestLineMalformed : .targetMalformed)
        }
        targetEnd = position
        position += 1
        state = .version
    }

    private mutating func readVersion(
        _ bytes: Span<UInt8>, into message: MessageBuffer
    ) throws(HTTP1Violation) {
        let start = targetEnd + 1
        let template = "HTTP/d.d\r".utf8.span
        while position < bytes.count, position - start < template.count {
            let expected = template[position - start]
            let isLegal = expected == UInt8(ascii: "d") ? bytes[position].isDigit : bytes[position] == expected
            guard isLegal else { throw HTTP1Violation(.requestLineMalformed) }
            position += 1
        }
        guard position - start == template.count else { return }
        guard bytes[start + 5] == UInt8(ascii: "1"), bytes[start + 7] <= UInt8(ascii: "1") else {
            throw HTTP1Violation(.versionUnsupported)
        }
        message.version = bytes[start + 7] == UInt8(ascii: "1") ? .http11 : .http10
        state = .lineFeed
    }

    private mutating func readLineFeed(_ byte: UInt8) throws(HTTP1Violation) {
        guard byte == .lineFeed else { throw HTTP1Violation(.requestLineMalformed) }
        position += 1
        state = .ended
    }
}

extension UInt8 {
    static var carriageReturn: UInt8 { 0x0d }
    static var lineFeed: UInt8 { 0x0a }
}
