import GatehouseHTTP

/// Plays the part of the gateway on one connection: answers each request with an empty 200 as soon as it is complete, and
/// writes down what the codec said, so that two ways of feeding it can be compared.
struct HTTP1Transcript {
    let codec: HTTP1ServerCodec
    /// `accepted`, `closed`, reason words, `incomplete`.
    private(set) var outcome: [String] = []
    /// Each request in full.
    private(set) var details: [String] = []
    private var isOver = false

    init(limits: HTTP1Limits = HTTP1Limits()) {
        codec = HTTP1ServerCodec(limits: limits)
    }

    /// The outcome of `input` cut into pieces of the sizes that `nextSize` says.
    static func play(
        _ input: [UInt8], limits: HTTP1Limits = HTTP1Limits(), nextSize: () -> Int
    ) -> HTTP1Transcript {
        var transcript = HTTP1Transcript(limits: limits)
        var start = 0
        while start < input.count {
            let end = min(input.count, start + max(1, nextSize()))
            transcript.codec.receive(input.span.extracting(start..<end))
            transcript.pull()
            start = end
        }
        transcript.end()
        return transcript
    }

    private mutating func pull() {
        while !isOver, let event = codec.nextEvent() {
            switch event {
            case .requestHead(let ended, let expectsContinue):
                let head = codec.message.fields.lines.joined(separator: "|")
                details.append("\(codec.message.method.text) \(codec.message.version.text) \(expectsContinue) \(head)")
                if ended { answer() }
            case .body: break
            case .ended: answer()
            case .violation(let reason):
                outcome.append(reason.rawValue)
                isOver = true
            }
        }
    }

    private mutating func answer() {
        outcome.append("accepted")
        details.append(codec.message.body.withSpan { String(decoding: $0) })
        details.append(codec.message.trailers.lines.joined(separator: "|"))
        codec.submitResponse(status: 200, fields: FieldBlock(), body: nil)
        var output = ByteQueue()
        _ = codec.encode(into: &output, limit: .max)
        details.append(output.takeText())
        if codec.finishExchange() != .nextRequest {
            outcome.append("closed")
            isOver = true
        }
    }

    private mutating func end() {
        if !isOver, !codec.isIdle { outcome.append("incomplete") }
    }
}
