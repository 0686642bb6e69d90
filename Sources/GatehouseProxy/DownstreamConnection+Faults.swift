import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import GatehouseTLS

/// What a client does to its connection rather than asks of it: written down, counted, and remembered of its network.
extension DownstreamConnection {
    /// Writes down, once, that the codec ends the connection for the client's fault.
    func noteFault() {
        guard fault == nil, let reason = codec.fault else { return }
        note(reason)
    }

    /// The same for what TLS has found after the handshake.
    func note(_ failure: TLSFailure) {
        guard fault == nil else { return }
        switch failure.kind {
        case .postHandshakeFlood: note(.tlsPostHandshakeFlood)
        case .transport, .endedEarly, .notTLS, .nothingInCommon, .serverNameUnknown, .applicationProtocolMismatch,
            .certificateRefused, .certificateMissing, .alertReceived, .renegotiationRefused, .protocolViolation,
            .internalError:
            break
        }
    }

    /// A request was refused that the codec had let pass: on HTTP/2 the next one costs as little, so they are counted.
    func noteMalformedRequest() {
        if case .http2(let session) = codec { session.noteMalformedRequest() }
    }

    private func note(_ reason: Reason) {
        fault = reason
        context.trails.recordEnded(facts, reason, context: context)
        // A trusted proxy speaks for many clients: all of them would wait for the fault of one.
        guard Self.isAbuse(reason), !listener.isSpokesman(origin.address) else { return }
        context.noteOffence(of: origin.address)
    }

    /// What no honest client does, however broken: its network is made to wait. A client that only breaks the protocol
    /// ends its own connection, and may be a new one that somebody is still writing.
    private static func isAbuse(_ reason: Reason) -> Bool {
        switch reason {
        case .http2FrameFlood, .http2ResetFlood, .http2ContinuationFlood, .http2FieldBomb, .tlsPostHandshakeFlood: true
        default: false
        }
    }
}
