import GatehouseHTTP

/// Bytes of a client that speaks HTTP/1.1, pipelined requests included.
///
/// Wherever they are cut, the same is read. What is read as one request is read as one, and as the same one, by whoever
/// gets it from us.
enum HTTP1RequestFuzz {
    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        let whole = RequestTranscript.play(input, cut: .none)
        for cut in Cuts.allCases where cut != .none {
            let other = RequestTranscript.play(input, cut: cut)
            try demand(other.steps == whole.steps, "cut \(cut): \(other.steps) instead of \(whole.steps)")
        }
        for request in whole.requests {
            try checkHead(request)
            try Relay.check(request)
        }
    }

    /// What everything behind the codec relies on.
    private static func checkHead(_ request: MessageCopy) throws(FuzzFinding) {
        let authorities = request.values(of: ":authority")
        try demand(authorities.count <= 1 && request.values(of: "host").isEmpty, "not one host: \(request.fields)")
        try demand(authorities.count == 1 || request.version == "HTTP/1.0", "no host: \(request.fields)")
        try demand(request.values(of: ":path").count == 1, "not one path: \(request.fields)")
        let lengths = request.values(of: "content-length")
        let codings = request.values(of: "transfer-encoding")
        try demand(lengths.isEmpty || codings.isEmpty, "framed twice: \(request.fields)")
        for field in request.fields + request.trailers {
            try demand(!field.name.isEmpty, "a field without a name")
            try demand(
                !field.value.contains { $0 == 0x0a || $0 == 0x0d || $0 == 0 }, "a control in a value: \(field)")
        }
    }
}

/// Plays the gateway on one connection, answers each request when it is complete, and writes down what was said.
struct RequestTranscript {
    /// In an order and form that do not depend on cuts.
    private(set) var steps: [String] = []
    private(set) var requests: [MessageCopy] = []
    private let codec = HTTP1ServerCodec(limits: HTTP1Limits())
    private var isOver = false

    static func play(_ input: [UInt8], cut: Cuts) -> RequestTranscript {
        var transcript = RequestTranscript()
        cut.forEach(in: input) { piece in
            if !transcript.isOver { transcript.codec.receive(piece) }
            transcript.pull()
        }
        if !transcript.isOver {
            transcript.steps.append(transcript.codec.isIdle ? "idle" : "incomplete")
        }
        return transcript
    }

    private mutating func pull() {
        while !isOver, let event = codec.nextEvent() {
            switch event {
            case .requestHead(let ended, let expectsContinue):
                steps.append("head \(ended) \(expectsContinue) \(MessageCopy(codec.message).fields)")
                if ended { answer() }
            case .body: break
            case .ended: answer()
            case .violation(let reason):
                steps.append("\(reason.rawValue) after \(codec.message.receivedByteCount)")
                isOver = true
            }
        }
    }

    private mutating func answer() {
        let request = MessageCopy(codec.message)
        requests.append(request)
        steps.append("\(request.method) \(request.body) \(request.trailers)")
        codec.message.body.removeAll()
        codec.submitResponse(status: 200, fields: FieldBlock(), body: nil)
        var output = ByteQueue()
        _ = codec.encode(into: &output, limit: .max)
        isOver = codec.finishExchange() != .nextRequest
        steps.append(isOver ? "closed" : "kept")
    }
}
