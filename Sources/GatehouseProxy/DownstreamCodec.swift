import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS

/// The codec of a downstream connection, chosen once by ALPN (RFC 7301).
enum DownstreamCodec {
    /// Before the handshake, and after close.
    case undecided
    case http1(HTTP1ServerCodec)
    case http2(HTTP2Session)

    mutating func select(
        _ negotiated: ApplicationProtocol?, scheme: String, limits: ProxyLimits, isOnProbation: Bool, pool: MessagePool
    ) {
        switch negotiated {
        case .http2:
            let settings = isOnProbation ? limits.downstreamHTTP2.onProbation : limits.downstreamHTTP2
            self = .http2(HTTP2Session(role: .server, settings: settings, pool: pool))
        case .http11, .http10, nil: self = .http1(HTTP1ServerCodec(limits: limits.http1, scheme: scheme))
        }
    }

    var isHTTP1: Bool {
        switch self {
        case .http1: true
        case .undecided, .http2: false
        }
    }

    var wantsRead: Bool {
        switch self {
        case .undecided: false
        case .http1(let session): session.wantsRead
        case .http2(let session): session.wantsRead
        }
    }

    /// HTTP/1.1: some of a request head has arrived, and not all of it. On HTTP/2 heads do not come in pieces that matter.
    var isReadingHead: Bool {
        switch self {
        case .undecided, .http2: false
        case .http1(let session): !session.isIdle
        }
    }

    /// The connection has nothing more to read or to write.
    var isFinished: Bool {
        switch self {
        case .undecided, .http1: false
        case .http2(let session): session.isFinished
        }
    }

    /// Why the connection ends for the client's fault; HTTP/1.1 tells by a violation that is answered.
    var fault: Reason? {
        switch self {
        case .undecided, .http1: nil
        case .http2(let session): session.fault
        }
    }

    /// Feeds received bytes. A fatal violation is kept by the codec, which then says goodbye by itself.
    ///
    /// - Returns: false when HTTP/2 has come to its end over these bytes.
    func receive(_ bytes: Span<UInt8>) -> Bool {
        switch self {
        case .undecided: return true
        case .http1(let session):
            session.receive(bytes)
            return true
        case .http2(let session): return (try? session.receive(bytes)) != nil
        }
    }

    func closeAfterResponse() {
        if case .http1(let session) = self { session.closeAfterResponse() }
    }
}
