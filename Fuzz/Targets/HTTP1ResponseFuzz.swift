import GatehouseHTTP

/// Bytes of a connector that speaks HTTP/1.1. The first octet of the input chooses the question.
enum HTTP1ResponseFuzz {
    static func run(_ input: [UInt8]) throws(FuzzFinding) {
        guard let first = input.first else { return }
        let isHead = first & 1 == 1
        let endsConnection = first & 2 == 2
        let bytes = Array(input.dropFirst())
        let whole = ResponseTranscript.play(bytes, isHead: isHead, endsConnection: endsConnection, cut: .none)
        for cut in Cuts.allCases where cut != .none {
            let other = ResponseTranscript.play(bytes, isHead: isHead, endsConnection: endsConnection, cut: cut)
            try demand(other.steps == whole.steps, "cut \(cut): \(other.steps) instead of \(whole.steps)")
        }
        if let response = whole.response { try checkPassedOn(response, isHead: isHead) }
    }

    /// What the client gets for a sound response is one response, and the same one.
    private static func checkPassedOn(_ response: MessageCopy, isHead: Bool) throws(FuzzFinding) {
        var head = FieldBlock()
        do {
            try DownstreamHead.build(
                into: &head, from: response.makeBuffer(), date: "Thu, 01 Jan 1970 00:00:00 GMT".utf8.span)
        } catch {
            return
        }
        let sender = HTTP1ServerCodec(limits: HTTP1Limits())
        sender.receive("\(isHead ? "HEAD" : "GET") / HTTP/1.1\r\nHost: a.example\r\n\r\n".utf8.span)
        while sender.nextEvent() != nil {}
        sender.submitResponse(status: response.status, fields: head, body: response.makeBuffer())
        var wire = ByteQueue()
        _ = sender.encode(into: &wire, limit: .max)
        // Its length was declared, and it was another.
        if sender.isAborted { return }
        try demand(sender.isResponseComplete, "a complete response is not sent to its end")
        let again = ResponseTranscript.play(wire.octets, isHead: isHead, endsConnection: false, cut: .none)
        guard let received = again.response else { throw FuzzFinding("no response: \(wire.octets.text)") }
        let hasContent = !isHead && response.status != 204 && response.status != 304
        try demand(received.status == response.status, "another status: \(wire.octets.text)")
        try demand(received.body == (hasContent ? response.body : []), "other content: \(wire.octets.text)")
        try demand(again.isKept, "more than one response: \(wire.octets.text)")
    }
}

/// One request, and what is read as the answer.
struct ResponseTranscript {
    private(set) var steps: [String] = []
    /// When it is complete.
    private(set) var response: MessageCopy?
    private(set) var isKept = false
    private let codec = HTTP1ClientCodec(limits: HTTP1Limits())
    private var isOver = false

    static func play(_ input: [UInt8], isHead: Bool, endsConnection: Bool, cut: Cuts) -> ResponseTranscript {
        var transcript = ResponseTranscript()
        transcript.ask(isHead: isHead)
        cut.forEach(in: input) { piece in
            if !transcript.isOver { transcript.codec.receive(piece) }
            transcript.pull()
        }
        if endsConnection, !transcript.isOver {
            transcript.steps.append("end \(transcript.codec.receiveEnd())")
            transcript.pull()
        }
        transcript.finish()
        return transcript
    }

    private func ask(isHead: Bool) {
        var head = FieldBlock()
        head.append(.method, value: isHead ? "HEAD" : "GET")
        head.append(.path, value: "/")
        head.append(.authority, value: "a.example")
        codec.submit(head, body: nil)
        var output = ByteQueue()
        _ = codec.encode(into: &output, limit: 1_000)
    }

    private mutating func pull() {
        while !isOver, let event = codec.nextEvent() {
            switch event {
            case .responseHead(let ended):
                steps.append("head \(ended) \(codec.message.status) \(codec.message.fields.pairs)")
                if ended { response = MessageCopy(codec.message) }
            case .interimHead(let status): steps.append("interim \(status) \(codec.interim.fields.pairs)")
            case .body: break
            case .ended:
                response = MessageCopy(codec.message)
                steps.append("ended \(codec.message.body.octets) \(codec.message.trailers.pairs)")
            case .violation:
                steps.append("violation after \(codec.message.receivedByteCount)")
                isOver = true
            }
        }
    }

    private mutating func finish() {
        isKept = !isOver && codec.finishExchange()
        steps.append("kept \(isKept)")
    }
}
