internal import BasicContainers
internal import COpenSSL
package import GatehouseTransport

/// A connected socket, in clear or under TLS. Used on its worker's thread only.
///
/// Holds no buffers of its own while idle: what arrives is decrypted from the worker's receive buffer into the worker's
/// plaintext buffer; what is sent is encrypted into the worker's cipher buffer and given to the socket at once. Only
/// what the socket refuses is kept here. It never asks for anything by itself: the owner calls when the loop says so.
@safe package final class PeerConnection {
    enum Phase {
        /// No TLS.
        case clear
        case handshaking
        case established
        /// Terminal. Nothing is received or sent any more.
        case broken(TLSFailure)
    }

    enum WriteSide {
        case open
        /// Everything was said; FIN follows once the backlog is sent.
        case closing
        /// FIN was sent. Terminal.
        case closed
    }

    let socket: Socket
    let buffers: IOBuffers
    /// Owned; nil in clear, or when it could not be made.
    let ssl: OpaquePointer?
    /// Owned; what the callbacks of `ssl` see.
    let port: UnsafeMutablePointer<CipherPort>
    let serverContext: TLSServerContext?
    let clientContext: TLSClientContext?

    // One thread only, and no access spans a call that comes back to the same property: the dynamic check of
    // exclusivity could find nothing, and it would run a dozen times per message.
    @safe @exclusivity(unchecked) var phase: Phase
    @safe @exclusivity(unchecked) var writeSide = WriteSide.open
    @safe @exclusivity(unchecked) var backlog = OutputBacklog()
    /// Ciphertext that came in one piece with the end of the handshake.
    @safe @exclusivity(unchecked) var carryOver = UniqueArray<UInt8>()
    /// Whether the handshake waits for the peer's next word. A server waits for the first.
    @safe @exclusivity(unchecked) var needsInput: Bool
    private var watched: (interest: Interest, token: EventToken)?

    /// What was agreed on by ALPN; nil in clear, before the end of the handshake, and with clients that offer nothing.
    package internal(set) var negotiatedProtocol: ApplicationProtocol?
    /// The names of the certificate that was shown; empty in clear and on client connections.
    var certificateNames = CertificateNames()
    /// Index into the server context's pairs.
    var selectedPair: Int?

    /// A connection without TLS. What `negotiatedProtocol` says was agreed on in another way than by ALPN.
    package convenience init(
        cleartext socket: consuming Socket, buffers: IOBuffers, negotiatedProtocol: ApplicationProtocol? = nil
    ) {
        unsafe self.init(socket, buffers, context: nil)
        self.negotiatedProtocol = negotiatedProtocol
    }

    /// A client's connection; the handshake is to follow.
    package convenience init(server socket: consuming Socket, context: TLSServerContext, buffers: IOBuffers) {
        unsafe self.init(socket, buffers, context: context.base, server: context)
        guard let ssl = unsafe ssl else { return }
        unsafe SSL_set_accept_state(ssl)
    }

    /// A connection to an upstream, which may still be in the making; the handshake is to follow.
    ///
    /// - Parameters:
    ///   - socket: connected or connecting.
    ///   - context: whom to trust, and what to show and offer.
    ///   - serverName: a host name or an IP address, which the upstream's certificate must be for.
    ///   - buffers: the worker's.
    package convenience init(
        client socket: consuming Socket, context: TLSClientContext, serverName: String, buffers: IOBuffers
    ) {
        unsafe self.init(socket, buffers, context: context.context, client: context)
        guard let ssl = unsafe ssl else { return }
        unsafe SSL_set_connect_state(ssl)
        guard expect(serverName) else {
            _ = ErrorQueue.take()
            phase = .broken(TLSFailure(.internalError))
            return
        }
        resumeIfPossible(serverName, context)
    }

    private init(
        _ socket: consuming Socket, _ buffers: IOBuffers, context: OpaquePointer?, server: TLSServerContext? = nil,
        client: TLSClientContext? = nil
    ) {
        self.socket = socket
        self.buffers = buffers
        serverContext = server
        clientContext = client
        needsInput = server != nil
        unsafe port = .allocate(capacity: 1)
        unsafe port.initialize(to: CipherPort(buffers: buffers))
        unsafe ssl = unsafe context.flatMap { [port] in unsafe Self.makeSSL($0, port) }
        if unsafe context == nil {
            phase = .clear
        } else {
            phase = unsafe ssl == nil ? .broken(TLSFailure(.internalError)) : .handshaking
        }
    }

    deinit {
        if let ssl = unsafe ssl {
            // Without this the library would spoil the session for later resumption, also in other threads' hands.
            if case .established = phase {
                unsafe SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
            }
            // Frees the BIO as well; only then may the port go.
            unsafe SSL_free(ssl)
        }
        unsafe port.deinitialize(count: 1)
        unsafe port.deallocate()
    }

    /// Whether TLS protects the connection (once the handshake is done).
    package var isEncrypted: Bool { serverContext != nil || clientContext != nil }

    /// Begins to watch the socket.
    package func register(
        on loop: EventLoop, _ interest: Interest, _ token: EventToken
    ) throws(SystemError) {
        try loop.register(socket, interest, token)
        watched = (interest, token)
    }

    /// Takes note that the socket was registered before it came here, for instance while its first bytes were looked
    /// at.
    package func adoptRegistration(_ interest: Interest, _ token: EventToken) {
        watched = (interest, token)
    }

    /// Changes what the loop watches for. Costs nothing when it is watched for already.
    package func setInterest(_ interest: Interest, on loop: EventLoop) throws(SystemError) {
        guard let watched, watched.interest != interest else { return }
        try loop.modify(socket, interest, watched.token)
        self.watched = (interest, watched.token)
    }

    /// Ends the connection for good and remembers why.
    func fail(_ failure: TLSFailure) -> TLSFailure {
        if case .broken(let first) = phase { return first }
        phase = .broken(failure)
        return failure
    }

    @unsafe private static func makeSSL(
        _ context: OpaquePointer, _ port: UnsafeMutablePointer<CipherPort>
    ) -> OpaquePointer? {
        guard let ssl = unsafe SSL_new(context), let bio = unsafe CipherPort.makeBIO(for: port) else {
            _ = ErrorQueue.take()
            return nil
        }
        // One BIO for both directions; the SSL takes it over.
        unsafe SSL_set_bio(ssl, bio, bio)
        return unsafe ssl
    }
}
