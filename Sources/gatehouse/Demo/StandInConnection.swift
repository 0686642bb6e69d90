import GatehouseCrypto
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseTLS
import GatehouseTransport

/// One connection to the stand-in connector. Used on the connector's thread only.
final class StandInConnection {
    /// Frames encoded for one `send`.
    private static let outputByteCount = 65_536

    private let peer: PeerConnection
    private let session = HTTP2Session(role: .server, settings: HTTP2Settings())
    private let loop: EventLoop
    private let arrivals: ArrivalLog
    private let answer: StandInConnector.Answering
    private var output = ByteQueue()
    /// Requests that are not complete, by the number of their stream.
    private var open: [UInt32: Arrival] = [:]

    init(
        _ peer: PeerConnection, loop: EventLoop, arrivals: ArrivalLog, answer: @escaping StandInConnector.Answering
    ) {
        self.peer = peer
        self.loop = loop
        self.arrivals = arrivals
        self.answer = answer
    }

    /// A request whose body is arriving.
    private final class Arrival {
        let number: Int
        var request: ReceivedRequest
        var digest: Digest

        init(number: Int, request: ReceivedRequest) throws(CryptoError) {
            self.number = number
            self.request = request
            digest = try Digest(.sha256)
        }
    }

    /// Takes what has arrived and sends what is to be sent.
    ///
    /// - Returns: false when the connection is over.
    func serve() -> Bool {
        var isBroken = false
        let outcome = peer.receive { bytes in
            do { try session.receive(bytes) } catch { isBroken = true }
        }
        while let event = session.nextEvent() { handle(event) }
        let isOpen = flush()
        switch outcome {
        case .wouldBlock, .more: return isOpen && !isBroken && !session.isFinished
        case .ended, .failed: return false
        }
    }

    private func handle(_ event: HTTP2Event) {
        switch event.kind {
        case .requestHead:
            begin(event.stream)
            if event.endsStream { finish(event.stream) }
        case .body: take(event.stream)
        case .ended: finish(event.stream)
        case .violation: session.reset(event.stream, code: .protocolError)
        case .streamClosed:
            open[event.stream.number] = nil
            session.release(event.stream)
        case .bodyTaken, .bodySent, .responseHead, .interimHead, .goAwayReceived, .terminated: break
        }
    }

    // MARK: Requests

    private func begin(_ stream: StreamID) {
        guard let message = session.message(of: stream) else { return }
        let request = ReceivedRequest(
            method: message.method.text, target: message.fields.text(of: .path) ?? "", fields: message.fields.lines)
        do {
            open[stream.number] = try Arrival(number: arrivals.begin(request), request: request)
        } catch {
            session.reset(stream, code: .internalError)
        }
    }

    private func take(_ stream: StreamID) {
        guard let arrival = open[stream.number], let message = session.message(of: stream) else { return }
        let count = message.body.count
        message.body.withSpan { arrival.digest.update($0) }
        message.body.consume(count)
        arrival.request.bodyByteCount += UInt64(count)
        session.bodyConsumed(count, of: stream)
    }

    private func finish(_ stream: StreamID) {
        guard let arrival = open.removeValue(forKey: stream.number) else { return }
        do {
            arrival.request.bodySHA256 = try arrival.digest.finish().hexadecimal
        } catch {
            return session.reset(stream, code: .internalError)
        }
        arrivals.update(arrival.number, to: arrival.request)
        respond(answer(arrival.request), on: stream)
    }

    private func respond(_ answer: ConnectorAnswer, on stream: StreamID) {
        var head = FieldBlock()
        head.append(.status, decimal: UInt64(answer.status))
        for field in answer.fields { head.append(name: field.name, value: field.value) }
        let body = MessageBuffer()
        body.appendBody(answer.body.span)
        body.isEnded = true
        session.submitResponse(stream, head, body: body)
    }

    // MARK: Writing

    /// - Returns: false when the connection is lost.
    private func flush() -> Bool {
        var outcome = peer.flush()
        while case .sent = outcome {
            output.removeAll()
            guard (try? session.encode(into: &output, limit: Self.outputByteCount)) != nil else { return false }
            while let event = session.nextEvent() { handle(event) }
            guard !output.isEmpty else { break }
            outcome = output.withSpan { peer.send($0) }
        }
        return watch(after: outcome)
    }

    private func watch(after outcome: SendOutcome) -> Bool {
        switch outcome {
        case .sent: (try? peer.setInterest(.read, on: loop)) != nil
        case .blocked: (try? peer.setInterest([.read, .write], on: loop)) != nil
        case .failed: false
        }
    }
}

extension FieldBlock {
    /// The fields as text, for people and tests.
    var lines: [FieldLine] {
        (0..<count).filter { !isRemoved(at: $0) }.map { index in
            withField(at: index) { name, value in FieldLine(String(decoding: name), String(decoding: value)) }
        }
    }
}
