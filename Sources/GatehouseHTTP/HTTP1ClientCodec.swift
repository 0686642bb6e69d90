/// One HTTP/1.1 connection to a connector: requests in, bytes out; bytes in, events out. No socket, no clock.
///
/// One exchange at a time, never a pipelined one: what comes without having been asked for belongs to nobody. Strict by
/// RFC 9112: whatever two readers could take for two responses is a violation, after which the connection must be closed.
/// Used on its worker's thread only.
package final class HTTP1ClientCodec {
    private enum Phase {
        /// Nothing was asked for.
        case idle
        case head
        case content(remaining: UInt64)
        case chunked
        /// The end of the connection is the end of the content.
        case untilClose
        case ended
        /// A violation was reported. Terminal.
        case refused
    }

    /// The response that is received.
    package private(set) var message = MessageBuffer()
    /// The head that the last `.interimHead` event was about.
    package private(set) var interim = MessageBuffer()
    private var incoming = MessageBuffer()
    private var interims: [MessageBuffer] = []
    private let limits: HTTP1Limits
    private var phase = Phase.idle
    private var parser: HTTP1ResponseHeadParser
    private var chunkedDecoder: HTTP1ChunkedDecoder
    private var encoder = HTTP1RequestEncoder()
    private var events: [HTTP1ResponseEvent] = []
    /// Received and not parsed.
    private var input = ByteQueue()
    private var isHead = false
    private var isLast = false
    /// Some of the request is on its way: before that nothing can be an answer to it.
    private var hasBegun = false
    private var interimCount = 0

    /// Interim heads for one request; more are an attack or a loop.
    private static let maximumInterimCount = 16

    package init(limits: HTTP1Limits) {
        self.limits = limits
        parser = HTTP1ResponseHeadParser(limits: limits)
        chunkedDecoder = HTTP1ChunkedDecoder(limits: limits)
    }

    // MARK: Requests

    /// True when a request may be submitted: no exchange is under way, and the connection may have another one.
    package var isFree: Bool {
        if case .idle = phase { !isLast && input.isEmpty } else { false }
    }

    /// Submits a request.
    ///
    /// - Parameters:
    ///   - head: as `UpstreamHead` builds it.
    ///   - body: content and trailers are taken from it as they arrive; nil for none.
    /// - Precondition: `isFree`.
    package func submit(_ head: borrowing FieldBlock, body: MessageBuffer?) {
        precondition(isFree, "two requests at a time on an HTTP/1.1 connection")
        isHead = head.text(of: .method) == "HEAD"
        message = MessageBuffer()
        interimCount = 0
        hasBegun = false
        beginHead()
        encoder = HTTP1RequestEncoder()
        encoder.submit(head, body: body)
    }

    private func beginHead() {
        parser = HTTP1ResponseHeadParser(limits: limits)
        incoming = MessageBuffer()
        phase = .head
    }

    /// Writes what can be written of the request.
    ///
    /// - Parameters:
    ///   - output: gets the bytes for the connector.
    ///   - limit: how many content bytes at most.
    /// - Returns: content bytes taken; nil when the request has broken its own word about its length.
    package func encode(into output: inout ByteQueue, limit: Int) -> Int? {
        if case .idle = phase { return 0 }
        hasBegun = true
        let count = encoder.encode(into: &output, limit: limit)
        return encoder.isAborted ? nil : count
    }

    /// Lets go of the exchange.
    ///
    /// - Returns: whether the connection may be used again: request and response are complete, nothing follows, and nobody
    ///   has said that this was the last one.
    package func finishExchange() -> Bool {
        guard case .ended = phase, encoder.isComplete, !isLast, input.isEmpty else {
            phase = .refused
            return false
        }
        phase = .idle
        return true
    }

    // MARK: Responses

    /// The next thing that was read; nil when all has been said.
    package func nextEvent() -> HTTP1ResponseEvent? {
        guard !events.isEmpty else { return nil }
        let event = events.removeFirst()
        if case .interimHead = event { interim = interims.removeFirst() }
        return event
    }

    /// False while `message.body` is above the high-water mark.
    package var wantsRead: Bool { !isAboveHighWater }

    private var isAboveHighWater: Bool { message.body.count > limits.highWaterBytes }

    /// Bytes were taken from `message.body`: content that waits for room is parsed, and may give events.
    package func bodyTaken() {
        let taken = input.withSpan { parse($0) }
        input.consume(taken)
    }

    /// Takes bytes of the connector and parses as far as it can. Bytes that nobody has asked for are a violation.
    package func receive(_ bytes: Span<UInt8>) {
        guard !bytes.isEmpty else { return }
        if case .idle = phase { return refuse() }
        if case .head = phase, !hasBegun { return refuse() }
        guard input.isEmpty else {
            input.append(bytes)
            return bodyTaken()
        }
        let taken = parse(bytes)
        input.append(bytes.extracting(taken..<bytes.count))
    }

    /// The connector has ended the connection.
    ///
    /// - Returns: whether that was the end of a response that had no other. A response that ends before its length, or
    ///   whose connection was not ended in order, is not whole.
    package func receiveEnd() -> Bool {
        isLast = true
        guard case .untilClose = phase else { return false }
        finishResponse()
        return true
    }

    private func refuse() {
        phase = .refused
        isLast = true
        events.append(.violation)
    }

    private func parse(_ bytes: Span<UInt8>) -> Int {
        do {
            return try parseSteps(bytes)
        } catch {
            refuse()
            return bytes.count
        }
    }

    private func parseSteps(_ bytes: Span<UInt8>) throws(HTTP1Violation) -> Int {
        var position = 0
        while position < bytes.count {
            let rest = bytes.extracting(position..<bytes.count)
            switch phase {
            case .head:
                guard let length = try parser.parse(rest, into: incoming) else { return position }
                position += length
                try headArrived()
            case .content where isAboveHighWater, .chunked where isAboveHighWater, .untilClose where isAboveHighWater:
                return position
            case .content(let remaining):
                position += readContent(rest, remaining: remaining)
            case .untilClose:
                appendContent(rest)
                return bytes.count
            case .chunked:
                let taken = try readChunks(rest)
                position += taken
                if taken == 0 { return position }
            case .ended:
                // More than was asked for: this response stands, the connection does not.
                isLast = true
                return bytes.count
            case .idle, .refused:
                return bytes.count
            }
        }
        return position
    }

    private func headArrived() throws(HTTP1Violation) {
        guard incoming.status >= 200 else { return try interimArrived() }
        message = incoming
        let options = try ConnectionOptions(of: message.fields)
        if options.contains(.close) || (message.version == .http10 && !options.contains(.keepAlive)) { isLast = true }
        let framing = try MessageFraming(request: message)
        dropConnectionFields(options)
        try begin(framing)
    }

    /// 101 is an answer to an Upgrade that was never sent; content of an interim response has no meaning.
    private func interimArrived() throws(HTTP1Violation) {
        interimCount += 1
        let fields = [KnownField.contentLength, .transferEncoding]
        guard incoming.status != 101, incoming.version == .http11, interimCount <= Self.maximumInterimCount,
            !fields.contains(where: { incoming.fields.contains($0) })
        else { throw HTTP1Violation(.upstreamResponseMalformed) }
        Self.removeConnection(from: &incoming.fields)
        interims.append(incoming)
        events.append(.interimHead(status: incoming.status))
        beginHead()
    }

    private func dropConnectionFields(_ options: ConnectionOptions) {
        if options.contains(.nominations) { ConnectionOptions.removeNominated(from: &message.fields) }
        Self.removeConnection(from: &message.fields)
    }

    private static func removeConnection(from fields: inout FieldBlock) {
        for index in 0..<fields.count where fields.known(at: index) == .connection { fields.remove(at: index) }
    }

    private func begin(_ framing: MessageFraming) throws(HTTP1Violation) {
        if isHead || message.status == 304 { return endWithoutContent() }
        if message.status == 204 {
            guard framing == .none, !message.fields.contains(.contentLength) else {
                throw HTTP1Violation(.upstreamResponseMalformed)
            }
            return endWithoutContent()
        }
        switch framing {
        case .none where message.fields.contains(.contentLength):
            message.declaredLength = 0
            return endWithoutContent()
        case .none:
            isLast = true
            phase = .untilClose
        case .length(let length):
            message.declaredLength = length
            phase = .content(remaining: length)
        case .chunked:
            chunkedDecoder = HTTP1ChunkedDecoder(limits: limits)
            phase = .chunked
        }
        events.append(.responseHead(ended: false))
    }

    private func endWithoutContent() {
        message.isEnded = true
        phase = .ended
        events.append(.responseHead(ended: true))
    }

    private func readContent(_ bytes: Span<UInt8>, remaining: UInt64) -> Int {
        let count = Int(min(remaining, UInt64(bytes.count)))
        appendContent(bytes.extracting(0..<count))
        phase = .content(remaining: remaining - UInt64(count))
        if remaining == UInt64(count) { finishResponse() }
        return count
    }

    private func appendContent(_ bytes: Span<UInt8>) {
        message.appendBody(bytes)
        events.append(.body(count: bytes.count))
    }

    private func readChunks(_ bytes: Span<UInt8>) throws(HTTP1Violation) -> Int {
        let before = message.receivedByteCount
        do {
            let taken = try chunkedDecoder.decode(bytes, into: message)
            noteContent(since: before)
            if chunkedDecoder.isEnded { finishResponse() }
            return taken
        } catch {
            noteContent(since: before)
            throw error
        }
    }

    private func noteContent(since count: UInt64) {
        let added = Int(message.receivedByteCount - count)
        if added > 0 { events.append(.body(count: added)) }
    }

    private func finishResponse() {
        message.isEnded = true
        phase = .ended
        events.append(.ended)
    }
}
