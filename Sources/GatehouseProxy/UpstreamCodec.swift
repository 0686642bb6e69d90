import GatehouseHTTP
import GatehouseHTTP2

/// What is spoken on one connection to a connector; told by the configuration, never found out.
enum UpstreamCodec {
    case http2(HTTP2Session)
    case http1(HTTP1ClientCodec)

    init(for target: UpstreamTarget, context: WorkerContext) {
        switch target.version {
        case .http2:
            self = .http2(
                HTTP2Session(
                    role: .client, settings: context.snapshot.limits.upstreamHTTP2, pool: context.messages))
        case .http1:
            self = .http1(HTTP1ClientCodec(limits: context.snapshot.limits.http1))
        }
    }

    /// - Returns: false when what came is no HTTP/2; HTTP/1.1 tells by an event.
    func receive(_ bytes: Span<UInt8>) -> Bool {
        switch self {
        case .http2(let session): return (try? session.receive(bytes)) != nil
        case .http1(let codec):
            codec.receive(bytes)
            return true
        }
    }

    /// - Returns: nil when the connection takes no more requests.
    func submit(_ head: borrowing FieldBlock, body: MessageBuffer?, owner: UInt32) -> StreamID? {
        switch self {
        case .http2(let session): return try? session.submitRequest(head, body: body, owner: owner)
        case .http1(let codec):
            guard codec.isFree else { return nil }
            codec.submit(head, body: body)
            return .connection
        }
    }

    /// How many exchanges may be under way at once.
    var maximumStreams: Int {
        switch self {
        case .http2(let session): Int(session.peerMaxConcurrentStreams)
        case .http1: 1
        }
    }

    func message(of stream: StreamID) -> MessageBuffer? {
        switch self {
        case .http2(let session): session.message(of: stream)
        case .http1(let codec): codec.message
        }
    }

    func resumeBody(of stream: StreamID) {
        if case .http2(let session) = self { session.resumeBody(of: stream) }
    }

    func bodyConsumed(_ count: Int, of stream: StreamID) {
        switch self {
        case .http2(let session): session.bodyConsumed(count, of: stream)
        case .http1(let codec): codec.bodyTaken()
        }
    }

    /// Nothing more will be said or heard.
    var isFinished: Bool {
        switch self {
        case .http2(let session): session.isFinished
        case .http1: false
        }
    }

    var wantsRead: Bool {
        switch self {
        case .http2: true
        case .http1(let codec): codec.wantsRead
        }
    }
}
