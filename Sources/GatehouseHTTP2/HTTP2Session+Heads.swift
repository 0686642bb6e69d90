internal import GatehouseHTTP
internal import GatehouseMemory

/// What follows from a complete head: the message's own properties, and the events that open an exchange.
extension HTTP2Session {
    /// nghttp2 has seen to pseudo-fields, octets, connection-specific fields and Content-Length (RFC 9113 section 8.2, 8.3).
    func finishRequestHead(_ stream: StreamID, endsStream: Bool) {
        let message = state.streams[stream].message
        message.version = .http2
        message.isEnded = endsStream
        if let reason = describeRequest(message) {
            refuse(stream, reason, code: .protocolError)
            return
        }
        state.streams[stream].phase = .body
        state.events.append(HTTP2Event(kind: .requestHead, endsStream: endsStream, stream: stream))
    }

    /// - Returns: why the request cannot be taken, if so.
    private func describeRequest(_ message: MessageBuffer) -> Reason? {
        guard let method = message.fields.withValue(of: .method, { Method($0) }) ?? nil else {
            return .methodUnsupported
        }
        message.method = method
        let targetBytes = message.fields.withValue(of: .path) { $0.count } ?? 0
        guard targetBytes <= settings.maximumTargetBytes else { return .targetTooLong }
        if let reason = describeLength(message) { return reason }
        return settleHost(message)
    }

    private func describeLength(_ message: MessageBuffer) -> Reason? {
        guard message.fields.contains(.contentLength) else { return nil }
        message.declaredLength = message.fields.withValue(of: .contentLength) { Self.decimal($0) } ?? nil
        return message.declaredLength == nil ? .lengthMalformed : nil
    }

    /// Host must be the same as :authority if both are there, and then goes (RFC 9113 section 8.3.1). Where it stands
    /// alone it stays: the rules for heads make an authority of it, whatever field stands before it.
    private func settleHost(_ message: MessageBuffer) -> Reason? {
        guard let host = message.fields.firstIndex(of: .host) else { return nil }
        guard message.fields.count(of: .host) == 1 else { return .hostAmbiguous }
        guard let authority = message.fields.firstIndex(of: .authority) else { return nil }
        pool.scratch.value.removeAll()
        message.fields.withValue(at: host) { pool.scratch.value.append($0) }
        message.fields.remove(at: host)
        let isSame = pool.scratch.value.withSpan { host in message.fields.withValue(at: authority) { $0.equals(host) } }
        return isSame ? nil : .hostAmbiguous
    }

    func finishResponseHead(_ stream: StreamID, endsStream: Bool) {
        let message = state.streams[stream].message
        let status = message.fields.withValue(of: .status) { Self.decimal($0) } ?? nil
        guard let status, (100...599).contains(status) else {
            refuse(stream, .upstreamResponseMalformed, code: .protocolError)
            return
        }
        if status < 200 {
            keepInterimHead(stream, status: UInt16(status))
            return
        }
        if describeLength(message) != nil {
            refuse(stream, .upstreamResponseMalformed, code: .protocolError)
            return
        }
        state.controlBudget.earn(Self.tokensPerUsefulFrame)
        message.version = .http2
        message.status = UInt16(status)
        message.isEnded = endsStream
        state.streams[stream].phase = .body
        state.events.append(
            HTTP2Event(kind: .responseHead, endsStream: endsStream, status: UInt16(status), stream: stream))
    }

    /// An interim head waits in a buffer of its own: the final one may follow in the same bytes.
    private func keepInterimHead(_ stream: StreamID, status: UInt16) {
        state.streams[stream].interimCount += 1
        // 101 has no meaning in HTTP/2 (RFC 9113 section 8.6).
        guard status != 101, state.streams[stream].interimCount <= settings.maximumInterimResponses else {
            refuse(stream, .upstreamResponseMalformed, code: .enhanceYourCalm)
            return
        }
        let head = pool.take()
        head.status = status
        swap(&head.fields, &state.streams[stream].message.fields)
        state.interimHeads.append(head)
        state.events.append(HTTP2Event(kind: .interimHead, status: status, stream: stream))
    }

    /// Digits only, no overflow.
    private static func decimal(_ digits: Span<UInt8>) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        for index in digits.indices {
            guard digits[index].isDigit else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digits[index] - UInt8(ascii: "0")))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }
}
