import GatehouseHTTP

/// The chunked coding, beside a second reader of it that was written for nothing but being plain.
enum ChunkedBodyFuzz {
    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        let expected = PlainChunkedReader.read(input)
        for cut in Cuts.allCases {
            let found = read(input, cut)
            try demand(found == expected, "cut \(cut): \(found) instead of \(expected)")
        }
    }

    private static func read(_ input: [UInt8], _ cut: Cuts) -> PlainChunkedReader.Outcome {
        let codec = HTTP1ServerCodec(limits: HTTP1Limits())
        codec.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n".utf8.span)
        cut.forEach(in: input) { codec.receive($0) }
        var outcome = PlainChunkedReader.Outcome.incomplete(codec.message.body.octets)
        while let event = codec.nextEvent() {
            switch event {
            case .ended: outcome = .complete(codec.message.body.octets, codec.message.trailers.pairs)
            case .violation: outcome = .malformed(codec.message.body.octets)
            case .requestHead, .body: break
            }
        }
        return outcome
    }
}

/// RFC 9112 section 7.1 without chunk extensions, over the whole input at once.
enum PlainChunkedReader {
    enum Outcome: Equatable {
        case complete([UInt8], [FieldPair])
        case incomplete([UInt8])
        case malformed([UInt8])
    }

    static func read(_ input: [UInt8]) -> Outcome {
        var rest = input[...]
        var body: [UInt8] = []
        while true {
            guard let size = size(&rest, body) else { return .malformed(body) }
            guard case .known(let count) = size else { return .incomplete(body) }
            if count == 0 { return trailers(rest, body) }
            body += rest.prefix(count)
            guard rest.count >= count else { return .incomplete(body) }
            rest = rest.dropFirst(count)
            for expected: UInt8 in [0x0d, 0x0a] {
                guard let octet = rest.popFirst() else { return .incomplete(body) }
                guard octet == expected else { return .malformed(body) }
            }
        }
    }

    private enum Size {
        case unknown
        case known(Int)
    }

    /// A size line; nil when it is none.
    private static func size(_ rest: inout ArraySlice<UInt8>, _ body: [UInt8]) -> Size? {
        let line = rest.prefix { $0 != 0x0d }
        guard line.count <= 15, line.allSatisfy(isHexDigit) else { return nil }
        rest = rest.dropFirst(line.count)
        guard rest.popFirst() != nil else { return .unknown }
        guard !line.isEmpty else { return nil }
        guard let octet = rest.popFirst() else { return .unknown }
        guard octet == 0x0a, let value = Int(String(decoding: line, as: UTF8.self), radix: 16) else { return nil }
        return .known(value)
    }

    private static func isHexDigit(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }

    /// The trailer section is a field section like any other: it is read by the reader of those, which has a target of
    /// its own, behind a request line.
    private static func trailers(_ rest: ArraySlice<UInt8>, _ body: [UInt8]) -> Outcome {
        let codec = HTTP1ServerCodec(limits: HTTP1Limits())
        codec.receive("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n".utf8.span)
        codec.receive(Array(rest).span)
        var outcome = Outcome.incomplete(body)
        while let event = codec.nextEvent() {
            switch event {
            case .ended: outcome = .complete(body, codec.message.trailers.pairs)
            case .violation: outcome = .malformed(body)
            case .requestHead, .body: break
            }
        }
        return outcome
    }
}
