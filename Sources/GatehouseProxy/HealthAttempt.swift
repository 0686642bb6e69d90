import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehouseTLS
import GatehouseTransport

/// One check of an endpoint: a connection of its own, one request, the head of one answer.
///
/// A fresh connection also finds an endpoint that keeps what it has and accepts nothing new. No exchange ever uses it.
final class HealthAttempt {
    /// How far it has come, or how it has ended.
    enum Progress {
        case pending
        /// The status of the answer.
        case answered(UInt16)
        case failed(Reason)
    }

    private enum Phase {
        case connecting, handshaking, open
    }

    private let peer: PeerConnection
    private let codec: UpstreamCodec
    private let context: WorkerContext
    private var phase = Phase.connecting

    /// Begins to connect; nil when the system has no socket, or no way to the endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: what is checked.
    ///   - target: how it is spoken to.
    ///   - head: the request.
    ///   - token: under which the loop reports the socket.
    ///   - context: of the worker.
    init?(
        _ endpoint: EndpointTarget, of target: UpstreamTarget, head: borrowing FieldBlock, token: EventToken,
        context: WorkerContext
    ) {
        guard let socket = try? context.connect(endpoint.address) else { return nil }
        self.context = context
        codec = UpstreamCodec(for: target, context: context)
        peer =
            switch target.security {
            case .cleartext: PeerConnection(cleartext: socket, buffers: context.buffers)
            case .tls(let tls):
                PeerConnection(
                    client: socket, context: tls, serverName: endpoint.serverName, buffers: context.buffers)
            }
        guard codec.submit(head, body: nil, owner: 0) != nil,
            (try? peer.register(on: context.loop, .write, token)) != nil
        else { return nil }
    }

    /// The socket has become readable or writable.
    func ready() -> Progress {
        switch phase {
        case .connecting:
            guard peer.takeSocketError() == nil else { return .failed(.upstreamConnectFailed) }
            phase = .handshaking
            return advanceHandshake()
        case .handshaking:
            return advanceHandshake()
        case .open:
            return exchange()
        }
    }

    private func advanceHandshake() -> Progress {
        switch peer.handshake() {
        case .established:
            phase = .open
            return exchange()
        case .needsRead: return wait(for: .read)
        case .needsWrite: return wait(for: [.read, .write])
        case .failed: return .failed(.upstreamTLSFailed)
        }
    }

    private func wait(for interest: Interest) -> Progress {
        (try? peer.setInterest(interest, on: context.loop)) == nil ? .failed(.internalError) : .pending
    }

    private func exchange() -> Progress {
        var isSound = true
        let outcome = peer.receive { bytes in
            if !codec.receive(bytes) { isSound = false }
        }
        if let progress = answer() { return progress }
        guard isSound else { return .failed(.upstreamResponseMalformed) }
        switch outcome {
        case .wouldBlock, .more: return write()
        case .ended: return .failed(.upstreamClosed)
        case .failed: return .failed(.upstreamReset)
        }
    }

    /// What the events amount to; nil while more is to come.
    private func answer() -> Progress? {
        switch codec {
        case .http2(let session): answer(of: session)
        case .http1(let http1): answer(of: http1)
        }
    }

    private func answer(of http1: HTTP1ClientCodec) -> Progress? {
        while let event = http1.nextEvent() {
            switch event {
            case .responseHead: return .answered(http1.message.status)
            case .violation: return .failed(.upstreamResponseMalformed)
            case .interimHead, .body, .ended: break
            }
        }
        return nil
    }

    private func answer(of session: HTTP2Session) -> Progress? {
        while let event = session.nextEvent() {
            switch event.kind {
            case .responseHead: return .answered(session.message(of: event.stream)?.status ?? 0)
            case .streamClosed: return .failed(.upstreamReset)
            case .violation, .terminated: return .failed(.upstreamResponseMalformed)
            case .requestHead, .interimHead, .body, .ended, .bodyTaken, .bodySent, .goAwayReceived: break
            }
        }
        return nil
    }

    private func write() -> Progress {
        if peer.unsentByteCount > 0, isLost(peer.flush()) { return .failed(.upstreamReset) }
        while peer.unsentByteCount == 0 {
            context.output.removeAll()
            guard encode() else { return .failed(.upstreamReset) }
            guard !context.output.isEmpty else { break }
            if isLost(context.output.withSpan({ peer.send($0) })) { return .failed(.upstreamReset) }
        }
        return wait(for: peer.unsentByteCount > 0 ? [.read, .write] : .read)
    }

    private func encode() -> Bool {
        let limit = WorkerContext.outputByteCount
        return switch codec {
        case .http2(let session): (try? session.encode(into: &context.output, limit: limit)) != nil
        case .http1(let http1): http1.encode(into: &context.output, limit: limit) != nil
        }
    }

    private func isLost(_ outcome: SendOutcome) -> Bool {
        switch outcome {
        case .sent, .blocked: false
        case .failed: true
        }
    }

    /// Says goodbye, as far as the socket takes it.
    func finish() {
        guard case .open = phase, case .http2(let session) = codec else { return }
        session.terminate(.noError)
        _ = write()
        peer.closeNotifyAndShutdownWrite()
    }
}
