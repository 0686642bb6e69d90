import GatehouseAudit
import GatehouseExchange
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehousePolicy
import GatehouseTLS
import GatehouseTransport

/// One connection from a client: from accept through PROXY header and handshake to the codec, and back to close.
///
/// Used on its worker's thread only. It moves bytes between the socket and the codec; what requests mean is the
/// driver's business.
final class DownstreamConnection {
    enum Phase {
        /// Waiting for the PROXY protocol header.
        case proxyHeader
        case handshaking
        case open
        /// The last bytes are out; what still comes in is read and dropped, so that no reset overtakes them.
        case lingering(bytesLeft: Int)
        /// Terminal.
        case closed
    }

    let slot: UInt32
    let generation: UInt32
    let listener: ListenerTarget
    let peer: PeerConnection
    let context: WorkerContext
    let driver: ExchangeDriver
    /// The other end of the TCP connection.
    let peerAddress: SocketAddress
    /// When it was accepted (monotonic).
    let beganNanoseconds: UInt64
    /// What it is counted in.
    var place: ConnectionPlace

    private let cell: Cell<DownstreamState>
    /// The last authority that the certificate was found to cover.
    private let coveredAuthority = Cell(ByteQueue())

    convenience init(
        slot: UInt32, generation: UInt32, listener: ListenerTarget, socket: consuming Socket,
        peerAddress: SocketAddress, place: ConnectionPlace, driver: ExchangeDriver
    ) {
        let buffers = driver.context.buffers
        let peer =
            switch listener.service {
            case .gateway(let tls): PeerConnection(server: socket, context: tls, buffers: buffers)
            case .redirect: PeerConnection(cleartext: socket, buffers: buffers)
            }
        self.init(
            slot: slot, generation: generation, listener: listener, peer: peer, peerAddress: peerAddress, place: place,
            driver: driver)
    }

    init(
        slot: UInt32, generation: UInt32, listener: ListenerTarget, peer: PeerConnection, peerAddress: SocketAddress,
        place: ConnectionPlace, driver: ExchangeDriver
    ) {
        self.slot = slot
        self.generation = generation
        self.listener = listener
        self.peerAddress = peerAddress
        self.place = place
        self.driver = driver
        self.peer = peer
        context = driver.context
        beganNanoseconds = context.nowNanoseconds
        cell = Cell(
            DownstreamState(
                facts: ConnectionFacts(listener: listener.name, peer: AddressText(peerAddress.description)),
                origin: RequestOrigin(
                    address: IPAddress(high: peerAddress.high, low: peerAddress.low), derivation: .peer,
                    forwardedRule: listener.forwardedRule),
                phase: listener.proxyProtocolPeers == nil ? .handshaking : .proxyHeader))
    }

    /// Begins to watch the socket. Called once, when the connection is in the worker's table.
    func start() {
        do {
            try peer.register(on: context.loop, .read, token)
        } catch {
            return close(nil)
        }
        expire(inMilliseconds: context.snapshot.limits.handshakeMilliseconds)
    }

    var token: EventToken {
        EventToken(kind: TokenKind.downstream.rawValue, slot: slot, generation: generation)
    }

    /// How the client reached the gateway.
    var scheme: String { peer.isEncrypted ? "https" : "http" }

    /// The port that it connected to. Asked of the system once, not for each request.
    private(set) lazy var localPort: UInt16 = peer.localAddress?.port ?? 0

    /// The certificate that was shown is for the request's host. In clear none was shown and none is needed.
    func covers(_ message: MessageBuffer) -> Bool {
        guard peer.isEncrypted else { return true }
        let isCovered = message.fields.withValue(of: .authority) { authority in
            // Most requests of a connection are for the same host.
            if coveredAuthority.value.withSpan({ $0.equals(authority) }), !authority.isEmpty { return true }
            guard let parsed = Authority(authority),
                peer.isNameCovered(byAuthorityHost: authority.extracting(0..<parsed.hostByteCount))
            else { return false }
            coveredAuthority.value.removeAll()
            coveredAuthority.value.append(authority)
            return true
        }
        return isCovered ?? false
    }

    var isClosed: Bool {
        if case .closed = phase { true } else { false }
    }

    /// No exchange is open; what drain closes at once.
    var isIdle: Bool { exchanges.isEmpty }

    // MARK: Readiness

    func ready(isReadable: Bool, isWritable: Bool) {
        if isWritable { flush() }
        guard isReadable else { return }
        switch phase {
        case .proxyHeader: readProxyHeader()
        case .handshaking: advanceHandshake()
        case .open: readReady()
        case .lingering: discard()
        case .closed: break
        }
    }

    func readReady() {
        // Only a hang-up is reported after the end: the client does not wait for its response any more.
        if isReadClosed { return close(.clientReset) }
        var isSound = true
        let outcome = peer.receive { bytes in
            context.metrics.add(bytes.count, to: .downstreamReceivedBytes)
            if !codec.receive(bytes) { isSound = false }
        }
        pump()
        if !isSound { noteFault() }
        // Acknowledgements and window updates have no exchange that would ask for a flush.
        context.markDirty(self)
        switch outcome {
        case .wouldBlock, .more:
            watchHead()
            settle()
        case .ended(let isClean): peerEnded(isClean: isClean)
        case .failed(let failure):
            note(failure)
            close(.clientReset)
        }
    }

    /// The client will send no more. A clean end with a complete HTTP/1.1 request may still be waiting for its answer;
    /// everything else is a departure.
    func peerEnded(isClean: Bool) {
        if isClean, codec.isHTTP1, exchanges.isEmpty, peer.unsentByteCount > 0 {
            // The end of the last response waits for the socket.
            isReadClosed = true
            closesWhenFlushed = true
            return settle()
        }
        guard isClean, codec.isHTTP1, !exchanges.isEmpty, exchanges.first?.request?.isEnded == true else {
            return close(exchanges.isEmpty ? nil : .clientClosed)
        }
        isReadClosed = true
        codec.closeAfterResponse()
        settle()
    }

    /// Starts the deadline of a request head with its first byte (HTTP/1.1): a kept connection is no place to be slow.
    func watchHead() {
        guard !awaitsHead, exchanges.isEmpty, !closesWhenFlushed, codec.isReadingHead else { return }
        awaitsHead = true
        expire(inMilliseconds: context.snapshot.limits.requestHeadMilliseconds)
    }

    // MARK: Deadlines

    func expire(inMilliseconds milliseconds: UInt64) {
        deadline.set(inMilliseconds: milliseconds, token, context)
    }

    func deadlineReached() {
        guard deadline.isReached(token, context) else { return }
        switch phase {
        case .proxyHeader, .handshaking:
            refuse(.handshakeTimeout)
        case .open: idleTooLong()
        case .lingering: close(nil)
        case .closed: break
        }
    }

    func idleTooLong() {
        guard exchanges.isEmpty else { return }
        // It has not read what it was sent, or was told to go: there is nothing to ask it for.
        if peer.unsentByteCount > 0 || closesWhenFlushed { return close(nil) }
        switch codec {
        case .undecided: close(nil)
        case .http1(let session):
            if session.isIdle { return close(nil) }
            driver.beginRefused(session.message, reason: .requestHeadTimeout, on: self, stream: .connection)
        case .http2: drain()
        }
    }
}

/// What `DownstreamState` says of them.
extension DownstreamConnection {
    var facts: ConnectionFacts {
        @inline(__always) _read { yield cell.value.facts }
        @inline(__always) _modify { yield &cell.value.facts }
    }
    var origin: RequestOrigin {
        @inline(__always) _read { yield cell.value.origin }
        @inline(__always) _modify { yield &cell.value.origin }
    }
    var codec: DownstreamCodec {
        get { cell.value.codec }
        set { cell.value.codec = newValue }
    }
    var isDirty: Bool {
        get { cell.value.isDirty }
        set { cell.value.isDirty = newValue }
    }
    var phase: Phase {
        get { cell.value.phase }
        set { cell.value.phase = newValue }
    }
    var exchanges: ExchangeList {
        @inline(__always) _read { yield cell.value.exchanges }
        @inline(__always) _modify { yield &cell.value.exchanges }
    }
    var isReadClosed: Bool {
        get { cell.value.isReadClosed }
        set { cell.value.isReadClosed = newValue }
    }
    var awaitsHead: Bool {
        get { cell.value.awaitsHead }
        set { cell.value.awaitsHead = newValue }
    }
    var prefixByteCount: Int {
        get { cell.value.prefixByteCount }
        set { cell.value.prefixByteCount = newValue }
    }
    var closesWhenFlushed: Bool {
        get { cell.value.closesWhenFlushed }
        set { cell.value.closesWhenFlushed = newValue }
    }
    var closesAbruptly: Bool {
        get { cell.value.closesAbruptly }
        set { cell.value.closesAbruptly = newValue }
    }
    var fault: Reason? {
        get { cell.value.fault }
        set { cell.value.fault = newValue }
    }
    var deadline: MovingDeadline {
        @inline(__always) _read { yield cell.value.deadline }
        @inline(__always) _modify { yield &cell.value.deadline }
    }
}
