/// Writes the responses of one HTTP/1.1 connection, one exchange at a time (RFC 9112 sections 4, 6 and 7).
///
/// A response whose content does not match its declared length is never finished: the client must see that it is broken.
struct HTTP1ResponseEncoder: ~Copyable {
    private enum Framing {
        /// HEAD, 204, 304, or nothing to send.
        case none
        case length(remaining: UInt64)
        case chunked
        /// HTTP/1.0 without a length: the end of the connection is the end of the content.
        case untilClose
    }

    private enum State {
        case waiting
        /// The head is in `head` but for its last fields.
        case head(Framing)
        case content(Framing)
        case complete
        case aborted
    }

    private var state = State.waiting
    /// Interim responses and the final head, not yet written.
    private var head = ByteQueue()
    private var source: MessageBuffer?
    private var version = HTTPVersion.http11

    init() {}

    var isComplete: Bool {
        if case .complete = state { true } else { false }
    }

    var isAborted: Bool {
        if case .aborted = state { true } else { false }
    }

    /// True while the final head has not been submitted.
    var isWaiting: Bool {
        if case .waiting = state { true } else { false }
    }

    /// True when the final head is submitted and not written: `connection` can still be said.
    var isHeadPending: Bool {
        if case .head = state { true } else { false }
    }

    /// True when the end of the content needs the end of the connection.
    var needsClose: Bool {
        switch state {
        case .head(.untilClose), .content(.untilClose): true
        case .waiting, .head, .content, .complete, .aborted: false
        }
    }

    /// True when nothing more has to arrive for the response to be complete.
    var isWhole: Bool {
        switch state {
        case .head(.none), .content(.none), .complete: true
        case .head, .content: source?.isEnded ?? true
        case .waiting, .aborted: false
        }
    }

    /// True when `encode` would write something now, or find out that the response is over.
    var hasOutput: Bool {
        switch state {
        case .waiting: !head.isEmpty
        case .head: true
        case .content: source.map { !$0.body.isEmpty || $0.isEnded } ?? true
        case .complete, .aborted: false
        }
    }

    /// Makes it ready for the next exchange.
    mutating func reset() {
        state = .waiting
        head.removeAll()
        source = nil
    }

    mutating func abort() {
        state = .aborted
        head.removeAll()
        source = nil
    }

    // MARK: Heads

    mutating func submitInterim(status: UInt16, fields: borrowing FieldBlock) {
        guard isWaiting else { return }
        appendStatusLine(status)
        appendFields(fields)
        head.append("\r\n")
    }

    /// - Parameters:
    ///   - status: 200 or above.
    ///   - fields: those that frame the message are left out.
    ///   - body: where content comes from; nil for none.
    ///   - request: the request that is answered.
    mutating func submit(
        status: UInt16, fields: borrowing FieldBlock, body: MessageBuffer?, to request: MessageBuffer
    ) {
        guard isWaiting else { return }
        precondition(status >= 200, "an interim status was submitted as the final response")
        version = request.version
        appendStatusLine(status)
        appendFields(fields)
        let declared = body?.declaredLength
        let hasNoContent = request.method == .head || status == 204 || status == 304
        if hasNoContent {
            if status != 204, let length = declared ?? Self.length(in: fields) { appendLength(length) }
            state = .head(.none)
        } else if body == nil {
            appendLength(0)
            state = .head(.none)
        } else {
            state = .head(framing(declaredLength: declared))
        }
        source = hasNoContent ? nil : body
    }

    private mutating func framing(declaredLength: UInt64?) -> Framing {
        if let declaredLength {
            appendLength(declaredLength)
            return .length(remaining: declaredLength)
        }
        guard version == .http11 else { return .untilClose }
        head.append("transfer-encoding: chunked\r\n")
        return .chunked
    }

    private static func length(in fields: borrowing FieldBlock) -> UInt64? {
        fields.withValue(of: .contentLength) { ContentLength.parse($0) } ?? nil
    }

    /// Always HTTP/1.1, whatever the client's minor version (RFC 9110 section 2.5).
    private mutating func appendStatusLine(_ status: UInt16) {
        head.append("HTTP/1.1 ")
        head.append(decimal: UInt64(status))
        head.append(UInt8(ascii: " "))
        head.append(StandardPhrase.of(status))
        head.append("\r\n")
    }

    private mutating func appendLength(_ length: UInt64) {
        head.append("content-length: ")
        head.append(decimal: length)
        head.append("\r\n")
    }

    /// All but pseudo-fields and those that say how this connection frames the message.
    private mutating func appendFields(_ fields: borrowing FieldBlock) {
        for index in 0..<fields.count where !fields.isRemoved(at: index) {
            switch fields.known(at: index).treatment {
            case .endToEnd, .identity: fields.withField(at: index) { Self.appendField($0, $1, to: &head) }
            case .message, .hopByHop: break
            }
        }
    }

    private static func appendField(
        _ name: Span<UInt8>, _ value: Span<UInt8>, to output: inout ByteQueue
    ) {
        output.append(name)
        output.append(": ")
        output.append(value)
        output.append("\r\n")
    }

    // MARK: Output

    /// Writes what can be written now.
    ///
    /// - Parameters:
    ///   - output: gets the bytes for the client.
    ///   - limit: how many bytes `output` may grow by; heads and the framing of chunks may exceed it.
    ///   - closes: whether the connection ends with this response; said in the head.
    /// - Returns: content bytes taken from the submitted body.
    mutating func encode(into output: inout ByteQueue, limit: Int, closes: Bool) -> Int {
        let (end, overflows) = output.count.addingReportingOverflow(limit)
        finishHead(closes: closes)
        if !head.isEmpty {
            head.withSpan { output.append($0) }
            head.removeAll()
        }
        guard case .content(let framing) = state else { return 0 }
        return writeContent(framing, into: &output, end: overflows ? .max : end)
    }

    private mutating func finishHead(closes: Bool) {
        guard case .head(let framing) = state else { return }
        if closes {
            head.append("connection: close\r\n")
        } else if version == .http10 {
            head.append("connection: keep-alive\r\n")
        }
        head.append("\r\n")
        state = .content(framing)
    }

    private mutating func writeContent(_ framing: Framing, into output: inout ByteQueue, end: Int) -> Int {
        guard let source else {
            state = .complete
            return 0
        }
        let room = max(0, end - output.count)
        let taken = min(source.body.count, room)
        if case .length(let remaining) = framing {
            guard UInt64(source.body.count) <= remaining else {
                abort()
                return 0
            }
            state = .content(.length(remaining: remaining - UInt64(taken)))
        }
        if taken > 0 { write(taken, of: source, framing, into: &output) }
        if source.isEnded, source.body.isEmpty { finish(source, into: &output) }
        return taken
    }

    private func write(_ count: Int, of source: MessageBuffer, _ framing: Framing, into output: inout ByteQueue) {
        let isChunked = if case .chunked = framing { true } else { false }
        if isChunked {
            output.append(hexadecimal: UInt64(count))
            output.append("\r\n")
        }
        source.body.withPrefix(count) { output.append($0) }
        source.body.consume(count)
        if isChunked { output.append("\r\n") }
    }

    /// All content is out; what remains depends on the framing.
    private mutating func finish(_ source: MessageBuffer, into output: inout ByteQueue) {
        switch state {
        case .content(.length(let remaining)) where remaining > 0:
            abort()
            return
        case .content(.chunked):
            output.append("0\r\n")
            appendTrailers(source.trailers, to: &output)
            output.append("\r\n")
        case .waiting, .head, .content, .complete, .aborted:
            break
        }
        state = .complete
        self.source = nil
    }

    private func appendTrailers(_ trailers: borrowing FieldBlock, to output: inout ByteQueue) {
        for index in 0..<trailers.count {
            let known = trailers.known(at: index)
            trailers.withField(at: index) { name, value in
                if HeaderRules.isAllowedInTrailers(known, name: name) { Self.appendField(name, value, to: &output) }
            }
        }
    }
}
