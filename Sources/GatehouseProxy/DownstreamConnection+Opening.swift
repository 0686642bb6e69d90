import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehousePolicy
import GatehouseTLS
import GatehouseTransport

/// From accept to the codec: PROXY header and handshake.
extension DownstreamConnection {
    // MARK: PROXY protocol

    func readProxyHeader() {
        switch ProxyHeaderReader(peer: peer, trusted: listener.proxyProtocolPeers).read(from: origin.address) {
        case .waiting(let byteCount):
            // Woken though nothing was added: the peer has ended in the middle of its header.
            if byteCount > 0, byteCount == prefixByteCount { return refuse(.proxyHeaderMalformed) }
            prefixByteCount = byteCount
        case .complete(let source):
            if let source {
                if context.standing(of: source) == .barred { return refuse(.clientBarred) }
                guard place.take(for: source, by: context.snapshot.limits, of: context.shared) else {
                    return refuse(.clientConnectionsLimited)
                }
                origin = RequestOrigin(
                    address: source, derivation: .proxyProtocol, forwardedRule: listener.forwardedRule)
            }
            phase = .handshaking
            advanceHandshake()
        case .refused(let reason): refuse(reason)
        case .closed: close(nil)
        }
    }

    // MARK: Handshake

    func advanceHandshake() {
        switch peer.handshake() {
        case .established:
            handshakeDone()
        case .needsRead:
            setInterest(.read)
        case .needsWrite:
            setInterest([.read, .write])
        case .failed(let failure):
            context.metrics.handshakeFailed(failure.kind)
            // A peer that opens a connection and leaves has asked for nothing: probes of load balancers do.
            if failure.kind == .endedEarly { return close(nil) }
            refuse(Self.reason(for: failure))
        }
    }

    private static func reason(for failure: TLSFailure) -> Reason {
        switch failure.kind {
        case .serverNameUnknown: .tlsNameUnknown
        case .certificateMissing, .certificateRefused: .tlsClientCertificateRefused
        case .transport, .endedEarly, .notTLS, .nothingInCommon, .applicationProtocolMismatch, .alertReceived,
            .renegotiationRefused, .postHandshakeFlood, .protocolViolation, .internalError:
            .tlsHandshakeFailed
        }
    }

    /// The connection ends before it could ask for anything; the records say why.
    func refuse(_ reason: Reason) {
        updateFacts()
        context.trails.recordRefused(facts, reason, context: context)
        close(nil)
    }

    func updateFacts() {
        // Before a suite is agreed on, the version is only what the library would begin with.
        let cipher = peer.cipherText
        facts = ConnectionFacts(
            listener: listener.name, peer: AddressText(peerAddress.description),
            tlsVersion: cipher == nil ? nil : peer.tlsVersionText,
            cipher: cipher, serverName: peer.serverName)
    }

    func handshakeDone() {
        phase = .open
        origin.isClientProven = peer.isClientProven
        context.metrics.handshakeDone(on: peer)
        updateFacts()
        codec.select(
            peer.negotiatedProtocol, scheme: scheme, limits: context.snapshot.limits,
            isOnProbation: context.standing(of: origin.address) != .good,
            pool: context.messages)
        awaitsHead = true
        deadline.set(atNanoseconds: firstHeadNanoseconds, token, context)
        setInterest(.read)
        context.markDirty(self)
        readReady()
    }

    /// One deadline from accept to the first head: see `ProxyLimits.requestHeadMilliseconds`.
    private var firstHeadNanoseconds: UInt64 {
        let limits = context.snapshot.limits
        return beganNanoseconds &+ max(limits.handshakeMilliseconds, limits.requestHeadMilliseconds) &* 1_000_000
    }
}
