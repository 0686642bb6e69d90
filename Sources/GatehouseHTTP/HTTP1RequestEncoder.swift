/// Writes the requests of one HTTP/1.1 connection, one at a time (RFC 9112 sections 3, 6 and 7).
struct HTTP1RequestEncoder: ~Copyable {
    private enum State {
        case waiting
        case content(MessageBuffer, remaining: UInt64?)
        case complete
        /// The content has not the length that was declared: the connector must see that it is broken.
        case aborted
    }

    private var state = State.waiting
    /// Not yet written.
    private var head = ByteQueue()

    var isComplete: Bool {
        if case .complete = state { head.isEmpty } else { false }
    }

    var isAborted: Bool {
        if case .aborted = state { true } else { false }
    }

    /// - Parameters:
    ///   - fields: as `UpstreamHead` builds them, pseudo-fields first.
    ///   - body: content and trailers are taken from it as they arrive; nil for none.
    mutating func submit(_ fields: borrowing FieldBlock, body: MessageBuffer?) {
        appendRequestLine(fields)
        appendFields(fields)
        state = appendFraming(fields, body: body)
        head.append("\r\n")
    }

    private mutating func appendRequestLine(_ fields: borrowing FieldBlock) {
        fields.withValue(of: .method) { head.append($0) }
        head.append(UInt8(ascii: " "))
        fields.withValue(of: .path) { head.append($0) }
        head.append(" HTTP/1.1\r\nhost: ")
        fields.withValue(of: .authority) { head.append($0) }
        head.append("\r\n")
    }

    /// All but pseudo-fields and those that mean one connection.
    private mutating func appendFields(_ fields: borrowing FieldBlock) {
        for index in 0..<fields.count where !fields.isRemoved(at: index) {
            switch fields.known(at: index).treatment {
            case .endToEnd, .identity: fields.withField(at: index) { Self.append($0, $1, to: &head) }
            case .message, .hopByHop: break
            }
        }
    }

    private static func append(_ name: Span<UInt8>, _ value: Span<UInt8>, to output: inout ByteQueue) {
        output.append(name)
        output.append(": ")
        output.append(value)
        output.append("\r\n")
    }

    /// A length where it is known, else chunks; methods that are about content say that there is none.
    private mutating func appendFraming(_ fields: borrowing FieldBlock, body: MessageBuffer?) -> State {
        guard let body else {
            let method = fields.text(of: .method) ?? ""
            if ["POST", "PUT", "PATCH"].contains(method) { head.append("content-length: 0\r\n") }
            return .complete
        }
        let isWhole = body.isEnded && body.trailers.count == 0
        guard let length = body.declaredLength ?? (isWhole ? UInt64(body.body.count) : nil) else {
            head.append("transfer-encoding: chunked\r\n")
            return .content(body, remaining: nil)
        }
        head.append("content-length: ")
        head.append(decimal: length)
        head.append("\r\n")
        return .content(body, remaining: length)
    }

    /// Writes what can be written now.
    ///
    /// - Parameters:
    ///   - output: gets the bytes for the connector.
    ///   - limit: how many content bytes at most.
    /// - Returns: content bytes taken from the submitted body.
    mutating func encode(into output: inout ByteQueue, limit: Int) -> Int {
        if !head.isEmpty {
            head.withSpan { output.append($0) }
            head.removeAll()
        }
        guard case .content(let body, let remaining) = state else { return 0 }
        let count = min(body.body.count, max(0, limit))
        guard remaining.map({ UInt64(body.body.count) <= $0 }) ?? true else {
            state = .aborted
            return 0
        }
        write(count, of: body, isChunked: remaining == nil, to: &output)
        let left = remaining.map { $0 - UInt64(count) }
        state = .content(body, remaining: left)
        if body.isEnded, body.body.isEmpty { finish(body, remaining: left, to: &output) }
        return count
    }

    private func write(_ count: Int, of body: MessageBuffer, isChunked: Bool, to output: inout ByteQueue) {
        guard count > 0 else { return }
        if isChunked {
            output.append(hexadecimal: UInt64(count))
            output.append("\r\n")
        }
        body.body.withPrefix(count) { output.append($0) }
        body.body.consume(count)
        if isChunked { output.append("\r\n") }
    }

    private mutating func finish(_ body: MessageBuffer, remaining: UInt64?, to output: inout ByteQueue) {
        if let remaining {
            state = remaining == 0 ? .complete : .aborted
            return
        }
        output.append("0\r\n")
        for index in 0..<body.trailers.count {
            let known = body.trailers.known(at: index)
            body.trailers.withField(at: index) { name, value in
                if HeaderRules.isAllowedInTrailers(known, name: name) { Self.append(name, value, to: &output) }
            }
        }
        output.append("\r\n")
        state = .complete
    }
}
