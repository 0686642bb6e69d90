/// Reads the head of one HTTP/1.1 request into a `MessageBuffer`: syntax here, meaning in `RequestHeadRules`.
///
/// Incremental and in one pass: each octet is looked at once, however the input is cut, and the outcome does not depend
/// on the cuts. Nothing is allocated once the message's blocks have grown.
struct HTTP1HeadParser {
    private enum State {
        case requestLine(HTTP1RequestLineParser)
        case fields(HTTP1FieldSectionParser)
    }

    private var state: State
    private let limits: HTTP1Limits

    init(limits: HTTP1Limits) {
        self.limits = limits
        state = .requestLine(HTTP1RequestLineParser(maximumTargetBytes: limits.targetBytes))
    }

    /// True until the first octet of a request has been read.
    var isAtStart: Bool {
        switch state {
        case .requestLine(let line): line.isAtStart
        case .fields: false
        }
    }

    /// Reads on.
    ///
    /// - Parameters:
    ///   - bytes: the head from its first octet, each time with more behind it.
    ///   - message: gets method, version, `:path`, `:authority` of an absolute form, and the fields.
    /// - Returns: the length of the head when it is complete.
    /// - Throws: the first thing in it that is not exactly right, or a limit that it exceeds.
    mutating func parse(_ bytes: Span<UInt8>, into message: MessageBuffer) throws(HTTP1Violation) -> Int? {
        let visible = bytes.extracting(0..<min(bytes.count, limits.headBytes))
        if let length = try parseVisible(visible, into: message) { return length }
        if visible.count == limits.headBytes { throw HTTP1Violation(tooLargeReason) }
        return nil
    }

    private mutating func parseVisible(
        _ bytes: Span<UInt8>, into message: MessageBuffer
    ) throws(HTTP1Violation) -> Int? {
        if case .requestLine(var line) = state {
            let isComplete = try line.parse(bytes, into: message)
            state = .requestLine(line)
            guard isComplete else { return nil }
            try RequestTarget.append(bytes.extracting(line.target), of: message.method, to: &message.fields)
            state = .fields(HTTP1FieldSectionParser(at: line.position, limits: limits))
        }
        guard case .fields(var section) = state else { return nil }
        let isComplete = try section.parse(bytes, into: &message.fields)
        state = .fields(section)
        return isComplete ? section.position : nil
    }

    private var tooLargeReason: Reason {
        switch state {
        case .requestLine(let line): line.isInTarget ? .targetTooLong : .fieldsTooLarge
        case .fields: .fieldsTooLarge
        }
    }
}
