extension LimitSettings {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "limits", context) else { return nil }
        let target = section.value("target", .size(in: .headPart), default: .kibibytes(8))
        let head = section.value("head", .size(in: .headPart), default: .kibibytes(16))
        let fields = section.value("fields", .integer(in: 8...1000), default: 100)
        let streams = section.value("streams", .integer(in: 1...1000), default: 100)
        let streamWindow = section.value("stream_window", .size(in: .window), default: .kibibytes(64))
        let connectionWindow = section.value("connection_window", .size(in: .window), default: .mebibytes(1))
        let clientConnections = section.value("client_connections", .integer(in: 1...1_000_000), default: 512)
        let heldBodies = section.value("held_bodies", .size(in: .held), default: .mebibytes(256))
        let clientHeldBodies = section.value("client_held_bodies", .size(in: .held), default: .mebibytes(64))
        let minimumThroughput = section.value("minimum_throughput", .size(in: .throughput), default: .kibibytes(1))
        let signatureFailures = section.value(
            "signature_failures", .signatureFailures, default: RateSettings.signatureFailures)
        let memory = section.value("memory", .memory, default: nil)
        let deadlines = section.section("deadlines", Deadlines.init(reading:_:))
        section.finish()
        guard let target, let head, let fields, let streams, let streamWindow, let connectionWindow,
            let clientConnections, let heldBodies, let clientHeldBodies, let minimumThroughput,
            let signatureFailures, let memory, let deadlines
        else { return nil }
        guard target <= head else {
            section.report("`target` is larger than `head`, which contains it", hint: "raise `head`", at: "target")
            return nil
        }
        guard streamWindow <= connectionWindow else {
            section.report(
                "`stream_window` is larger than `connection_window`", hint: "raise `connection_window`",
                at: "stream_window")
            return nil
        }
        guard clientHeldBodies <= heldBodies else {
            section.report(
                "`client_held_bodies` is larger than `held_bodies`", hint: "raise `held_bodies`",
                at: "client_held_bodies")
            return nil
        }
        self.init(
            target: target, head: head, fields: fields, streams: streams, streamWindow: streamWindow,
            connectionWindow: connectionWindow, clientConnections: clientConnections, heldBodies: heldBodies,
            clientHeldBodies: clientHeldBodies, minimumThroughput: minimumThroughput,
            signatureFailures: signatureFailures, memory: memory, deadlines: deadlines)
    }
}

extension LimitSettings.Deadlines {
    init?(reading node: YAMLNode, _ context: ReadingContext) {
        guard let section = SectionReader(node, as: "client_deadlines", context) else { return nil }
        let handshake = section.value("handshake", .clientDeadline, default: .seconds(10))
        let requestHead = section.value("request_head", .clientDeadline, default: .seconds(10))
        let requestBody = section.value("request_body", .clientDeadline, default: .seconds(30))
        let responseWrite = section.value("response_write", .clientDeadline, default: .seconds(30))
        let idle = section.value("idle", .clientDeadline, default: .seconds(60))
        section.finish()
        guard let handshake, let requestHead, let requestBody, let responseWrite, let idle else { return nil }
        self.init(
            handshake: handshake, requestHead: requestHead, requestBody: requestBody, responseWrite: responseWrite,
            idle: idle)
    }
}

extension ClosedRange<ByteCount> {
    /// Down to what small clients send, up to what no honest one does.
    fileprivate static let headPart = ByteCount(bytes: 256)...ByteCount.kibibytes(256)
    /// From the initial window of HTTP/2, rounded up (RFC 9113 section 6.9.2), to what may be held per connection.
    fileprivate static let window = ByteCount.kibibytes(64)...ByteCount.mebibytes(64)
    /// From the largest signed body, which must pass, to more than a machine has.
    fileprivate static let held = RouteSettings.maximumSignedBody...ByteCount.gibibytes(1024)
    /// Down to none, up to what clients far away still reach.
    fileprivate static let throughput = ByteCount(bytes: 0)...ByteCount.kibibytes(64)
    /// From what a gateway with few clients needs to more than a machine has.
    fileprivate static let memory = ByteCount.mebibytes(64)...ByteCount.gibibytes(65_536)
}

extension ValueReader where Value == ByteCount? {
    /// `auto`, or a size.
    fileprivate static var memory: ValueReader {
        ValueReader { node, context in
            if node.scalarText == "auto" { return .some(nil) }
            return ValueReader<ByteCount>.size(in: .memory).read(node, context).map { .some($0) }
        }
    }
}

extension ValueReader where Value == Duration {
    /// How long a client may take; shared by limits and routes.
    static var clientDeadline: ValueReader {
        duration(in: .milliseconds(100) ... .seconds(3600))
    }
}
