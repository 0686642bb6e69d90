import GatehouseHTTP

/// The members that access and audit records share.
extension ByteQueue {
    mutating func append(_ connection: borrowing ConnectionFacts) {
        append(connection.members.span)
    }

    mutating func append(_ exchange: borrowing ExchangeFacts, head: borrowing FieldBlock, path: Span<UInt8>) {
        appendMember("request_id", text: exchange.requestID.span)
        appendMember("client", address: exchange.clientAddress)
        appendMember("client_from", text: exchange.clientDerivation)
        appendMember("version", text: exchange.version.text)
        appendMember("method", exchange.method)
        appendRequest(head, path: path)
        if let route = exchange.route { append(route.members.span) }
        appendMember("key", text: exchange.keyID)
        appendMember("reason", text: exchange.reason?.rawValue)
        appendMember("status", number: exchange.status.map(UInt64.init))
        appendMember("upstream_address", text: exchange.upstreamAddress)
        appendMember("request_bytes", number: exchange.requestBodyBytes)
    }

    /// What was asked for, as received and as judged.
    private mutating func appendRequest(_ head: borrowing FieldBlock, path: Span<UInt8>) {
        head.withValue(of: .authority) { appendMember("authority", text: $0) }
        head.withValue(of: .path) { target in
            let visible = Redaction.visibleByteCount(ofTarget: target)
            appendMember("target", text: target.extracting(0..<visible))
            if visible < target.count {
                appendMember("query_bytes", number: UInt64(target.count - visible - 1))
            }
        }
        if !path.isEmpty {
            appendMember("path", text: path.extracting(0..<Redaction.visibleByteCount(ofTarget: path)))
        }
    }

    private mutating func appendMember(_ name: String, _ method: Method?) {
        guard let method else { return }
        switch method {
        case .get, .head, .post, .put, .delete, .options, .patch, .trace, .connect:
            appendMember(name, text: method.text)
        case .other(let high, let low):
            // Not through `text`, which builds a new string.
            let packed = InlineArray<16, UInt8> { index in
                UInt8(truncatingIfNeeded: (index < 8 ? high : low) >> (56 - UInt64(index % 8) * 8))
            }
            var count = 16
            while count > 0, packed[count - 1] == 0 { count -= 1 }
            appendMember(name, text: packed.span.extracting(0..<count))
        }
    }
}
