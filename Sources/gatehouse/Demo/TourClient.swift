import GatehouseHTTP
import GatehouseTLS
import GatehouseTransport

/// A blocking HTTPS client that sends one request on one connection: for the demo's tour and end-to-end tests.
///
/// May be used from any thread; each call waits in the calling thread.
struct TourClient: Sendable {
    /// The longest that one request may take.
    static let deadlineMilliseconds: UInt64 = 10_000

    private let server: SocketAddress
    private let serverName: String
    private let http1: TLSClientContext
    private let http2: TLSClientContext

    /// - Parameters:
    ///   - server: where to connect.
    ///   - authoritiesPEM: whom to trust.
    ///   - serverName: asked for by SNI, and what the certificate must be for.
    /// - Throws: when the authority cannot be read.
    init(server: SocketAddress, authoritiesPEM: String, serverName: String = "localhost") throws(TLSContextError) {
        self.server = server
        self.serverName = serverName
        http1 = try Self.context(authoritiesPEM, .http11)
        http2 = try Self.context(authoritiesPEM, .http2)
    }

    private static func context(
        _ authoritiesPEM: String, _ version: ApplicationProtocol
    ) throws(TLSContextError) -> TLSClientContext {
        var settings = TLSClientSettings()
        settings.authoritiesPEM = authoritiesPEM
        settings.applicationProtocols = [version]
        settings.resumesSessions = false
        return try TLSClientContext(settings)
    }

    /// Sends a request and waits for the reply.
    ///
    /// - Parameters:
    ///   - request: sent as it is.
    ///   - source: the address to come from; nil leaves it to the system.
    /// - Returns: the final response, complete.
    /// - Throws: when no complete response comes.
    func send(_ request: TourRequest, from source: SocketAddress? = nil) throws(TourFailure) -> TourReply {
        let exchange: TourExchange
        do {
            let socket = try Socket.connecting(to: server, from: source)
            let isHTTP2 = request.version == .http2
            let peer = PeerConnection(
                client: socket, context: isHTTP2 ? http2 : http1, serverName: serverName, buffers: IOBuffers())
            exchange = try TourExchange(peer, wire: isHTTP2 ? HTTP2TourWire(request) : HTTP1TourWire(request))
        } catch {
            throw .system(error)
        }
        return try exchange.run(untilNanoseconds: Clock.monotonicNanoseconds() + Self.deadlineMilliseconds * 1_000_000)
    }
}

/// Why there was no reply.
enum TourFailure: Error, Equatable {
    case system(SystemError)
    case tls(TLSFailure)
    /// The connection was closed, or the stream reset, before the response was complete.
    case brokenOff
    case deadlineReached
}
