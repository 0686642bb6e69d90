/// One downstream HTTP/1.1 connection: bytes in, events out; responses in, bytes out. No socket, no clock.
///
/// Strict by RFC 9112: whatever two servers could read in two ways is a violation, after which nothing more of the
/// connection is read. At most one request is in progress; bytes behind it wait until `finishExchange()`, and
/// `wantsRead` turns false, so that a pipelining client can make the gateway hold one read of its bytes and no more.
///
/// Used on its worker's thread only. After `abort()`, or when `isAborted` turns true, the connection must be closed so
/// that the client notices, with a reset where the content was delimited by the end of the connection.
package final class HTTP1ServerCodec {
    private enum Phase {
        case head
        case content(remaining: UInt64)
        case chunked
        /// The request is complete.
        case ended
        /// A violation was reported.
        case refused
        /// The exchange was the last one. Input is thrown away, up to `allowance` bytes.
        case draining(allowance: Int)
    }

    /// The request that is received or answered; another one, or emptied, after `finishExchange()`.
    package private(set) var message = MessageBuffer()

    /// How many bytes may wait in `message.body` before parsing and `wantsRead` stop; the piece that goes beyond is still
    /// taken whole. Raised by who must hold a body for its signature; back at the limit for the next request.
    package var highWaterBytes: Int {
        didSet { parseInput() }
    }

    private let limits: HTTP1Limits
    private let scheme: String
    private var phase = Phase.head
    private var headParser: HTTP1HeadParser
    private var chunkedDecoder: HTTP1ChunkedDecoder
    private var encoder = HTTP1ResponseEncoder()
    private var events = HTTP1EventQueue()
    /// Received and not parsed: the beginning of a head or trailer section, content above the high-water mark, or what
    /// follows the current request.
    private var input = ByteQueue()
    /// No further exchange on this connection.
    private var isLast = false

    /// - Parameters:
    ///   - limits: the same for all its requests.
    ///   - scheme: `:scheme` of its requests: `https` on a TLS connection.
    package init(limits: HTTP1Limits, scheme: String = "https") {
        self.limits = limits
        highWaterBytes = limits.highWaterBytes
        self.scheme = scheme
        headParser = HTTP1HeadParser(limits: limits)
        chunkedDecoder = HTTP1ChunkedDecoder(limits: limits)
    }

    // MARK: Receiving

    /// Takes bytes of the client and parses as far as it can.
    package func receive(_ bytes: Span<UInt8>) {
        switch phase {
        case .refused: return
        case .draining(let allowance): phase = .draining(allowance: max(0, allowance - bytes.count))
        case .head, .content, .chunked, .ended:
            guard input.isEmpty else {
                input.append(bytes)
                parseInput()
                return
            }
            let taken = parse(bytes)
            if !isRefused { input.append(bytes.extracting(taken..<bytes.count)) }
        }
    }

    /// The next thing that was read; nil when all has been said.
    package func nextEvent() -> HTTP1Event? { events.next() }

    /// False while a pipelined request waits, while `message.body` is above the high-water mark, after a violation, and
    /// when enough has been drained.
    package var wantsRead: Bool {
        switch phase {
        case .head: true
        case .content, .chunked: !isAboveHighWater
        case .ended: input.isEmpty
        case .refused: false
        case .draining(let allowance): allowance > 0
        }
    }

    /// To be called when bytes were taken from `message.body`: content that waits for room is parsed, and may give events.
    package func bodyTaken() {
        parseInput()
    }

    private var isAboveHighWater: Bool { message.body.count > highWaterBytes }

    /// True between requests: not one octet of the next one has arrived, so that the end of the connection loses nothing.
    package var isIdle: Bool {
        if case .head = phase { headParser.isAtStart } else { false }
    }

    private var isRefused: Bool {
        if case .refused = phase { true } else { false }
    }

    private func parseInput() {
        let taken = input.withSpan { parse($0) }
        if isRefused { input.removeAll() } else { input.consume(taken) }
    }

    /// - Returns: how many bytes are done with.
    private func parse(_ bytes: Span<UInt8>) -> Int {
        do {
            return try parseSteps(bytes)
        } catch {
            phase = .refused
            isLast = true
            events.violation(error.reason)
            return bytes.count
        }
    }

    private func parseSteps(_ bytes: Span<UInt8>) throws(HTTP1Violation) -> Int {
        var position = 0
        while position < bytes.count {
            let rest = bytes.extracting(position..<bytes.count)
            switch phase {
            case .head:
                guard let length = try headParser.parse(rest, into: message) else { return position }
                position += length
                try beginRequest()
            case .content where isAboveHighWater, .chunked where isAboveHighWater:
                return position
            case .content(let remaining):
                position += readContent(rest, remaining: remaining)
            case .chunked:
                let taken = try readChunks(rest)
                position += taken
                if taken == 0 { return position }
            case .ended, .refused, .draining:
                return position
            }
        }
        return position
    }

    private func beginRequest() throws(HTTP1Violation) {
        message.fields.append(.scheme, value: scheme)
        try RequestHeadRules.validate(message)
        let options = try ConnectionOptions(of: message.fields)
        let framing = try MessageFraming(request: message)
        if options.contains(.nominations) { ConnectionOptions.removeNominated(from: &message.fields) }
        // RFC 9112 section 9.3: HTTP/1.0 persists only when asked to.
        if options.contains(.close) || (message.version == .http10 && !options.contains(.keepAlive)) { isLast = true }
        begin(framing)
    }

    private func begin(_ framing: MessageFraming) {
        switch framing {
        case .none:
            message.isEnded = true
            phase = .ended
        case .length(let length):
            message.declaredLength = length
            phase = .content(remaining: length)
        case .chunked:
            chunkedDecoder = HTTP1ChunkedDecoder(limits: limits)
            phase = .chunked
        }
        if message.isEnded, message.fields.contains(.contentLength) { message.declaredLength = 0 }
        let expectsContinue = !message.isEnded && message.version == .http11 && message.fields.contains(.expect)
        events.requestHead(ended: message.isEnded, expectsContinue: expectsContinue)
    }

    private func readContent(_ bytes: Span<UInt8>, remaining: UInt64) -> Int {
        let count = Int(min(remaining, UInt64(bytes.count)))
        message.appendBody(bytes.extracting(0..<count))
        events.body(count: count)
        phase = .content(remaining: remaining - UInt64(count))
        if remaining == UInt64(count) { endRequest() }
        return count
    }

    private func readChunks(_ bytes: Span<UInt8>) throws(HTTP1Violation) -> Int {
        let before = message.receivedByteCount
        // Content before a violation is reported too: where the input was cut must not matter.
        defer { events.body(count: Int(message.receivedByteCount - before)) }
        let taken = try chunkedDecoder.decode(bytes, into: message)
        if chunkedDecoder.isEnded { endRequest() }
        return taken
    }

    private func endRequest() {
        message.isEnded = true
        phase = .ended
        events.ended()
    }

    private var isRequestEnded: Bool {
        if case .ended = phase { true } else { false }
    }

    // MARK: Responding

    /// Submits an interim response, 100 or 103. Ignored for HTTP/1.0, and once the final response is submitted.
    package func submitInterim(status: UInt16, fields: borrowing FieldBlock) {
        guard message.version == .http11 else { return }
        encoder.submitInterim(status: status, fields: fields)
    }

    /// Submits the final response. Once per exchange; further calls are ignored.
    ///
    /// - Parameters:
    ///   - status: 200 to 599.
    ///   - fields: pseudo-fields, hop-by-hop fields and Content-Length in it are not written.
    ///   - body: where content is taken from as it arrives, until it has ended; nil for a response without content.
    ///     With `declaredLength` the response has that Content-Length, without it is chunked (on HTTP/1.0 delimited by
    ///     the end of the connection). Nothing is taken for HEAD, 204 and 304.
    package func submitResponse(status: UInt16, fields: borrowing FieldBlock, body: MessageBuffer?) {
        encoder.submit(status: status, fields: fields, body: body, to: message)
    }

    /// Writes what can be written of the submitted responses.
    ///
    /// - Parameters:
    ///   - output: gets the bytes for the client.
    ///   - limit: how many bytes `output` may grow by; heads and the framing of chunks may exceed it.
    /// - Returns: content bytes taken from the submitted body.
    package func encode(into output: inout ByteQueue, limit: Int) -> Int {
        if encoder.isHeadPending {
            // A reply to a request that is still being sent ends the connection: what follows could be content or not.
            let isEarly = !isRequestEnded && encoder.isWhole
            isLast = isLast || isEarly || encoder.needsClose
        }
        return encoder.encode(into: &output, limit: limit, closes: isLast)
    }

    /// True when `encode` has something to write.
    package var wantsWrite: Bool { encoder.hasOutput }

    /// True when the last byte of the response has been written by `encode`.
    package var isResponseComplete: Bool { encoder.isComplete }

    /// True when the response cannot be completed: the submitted body did not have the length that was declared, or
    /// `abort()` was called.
    package var isAborted: Bool { encoder.isAborted }

    /// Makes this exchange the last one, and says so in a head that is not written yet.
    package func closeAfterResponse() {
        isLast = true
    }

    /// Gives the response up. Nothing more is written, in particular no end of a chunked response.
    package func abort() {
        encoder.abort()
        isLast = true
    }

    /// Ends the exchange when its response is complete or aborted.
    ///
    /// - Returns: what to do with the connection. After `.nextRequest`, `message` is empty and events of a pipelined
    ///   request may be waiting.
    package func finishExchange() -> HTTP1NextStep {
        guard encoder.isComplete, isRequestEnded, !isLast else { return finishConnection() }
        encoder.reset()
        // Whoever still reads the old request (an upstream that answered early) keeps it; it is not filled again.
        if isKnownUniquelyReferenced(&message) { message.reset() } else { message = MessageBuffer() }
        highWaterBytes = limits.highWaterBytes
        headParser = HTTP1HeadParser(limits: limits)
        phase = .head
        parseInput()
        return .nextRequest
    }

    private func finishConnection() -> HTTP1NextStep {
        let mayDrain = encoder.isComplete && !isRequestEnded
        input.removeAll()
        phase = .draining(allowance: mayDrain ? limits.drainBytes : 0)
        return mayDrain ? .drain(byteCount: limits.drainBytes) : .close
    }
}
