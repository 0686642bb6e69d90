import GatehouseTLS
import GatehouseTransport

/// One connection to a listener, to see whether it answers. Sends no request.
///
/// The gateway writes no record of a peer that connects, or shakes hands, and leaves: health checks do not fill trails.
struct Probe {
    /// The certificate that a handshake has to show.
    struct Identity {
        let serverName: String
        /// Whom to trust, in PEM; nil trusts what the system trusts.
        let authoritiesPEM: String?
    }

    /// Why there was no answer, for people.
    enum Failure: Error, Equatable, CustomStringConvertible {
        case system(SystemError)
        case handshake(TLSFailure)
        case unusableAuthorities
        case timedOut

        var description: String {
            switch self {
            case .system(let error): error.description
            case .handshake(let failure): "handshake: \(failure)"
            case .unusableAuthorities: "no certificate of an authority to trust"
            case .timedOut: "no answer in time"
            }
        }
    }

    let address: SocketAddress
    /// What the server has to prove; nil asks for no handshake. That says less: the system completes TCP connections
    /// on behalf of a process that has stopped turning.
    let identity: Identity?
    /// For all of it.
    let timeoutNanoseconds: UInt64

    /// Returns when the server has answered.
    func run() throws(Failure) {
        do {
            let loop = try EventLoop()
            let deadline = loop.nowNanoseconds &+ timeoutNanoseconds
            let socket = try Socket.connecting(to: address)
            try loop.register(socket, .write, Self.token)
            guard Self.isReady(loop, deadline) else { throw Failure.timedOut }
            if let error = socket.takeError() { throw Failure.system(error) }
            guard let identity else { return }
            let peer = PeerConnection(
                client: socket, context: try Self.context(identity), serverName: identity.serverName,
                buffers: IOBuffers())
            peer.adoptRegistration(.write, Self.token)
            try Self.shakeHands(peer, loop, deadline)
        } catch let failure as Failure {
            throw failure
        } catch let error as SystemError {
            throw .system(error)
        } catch {
            throw .unusableAuthorities
        }
    }

    private static let token = EventToken(rawValue: 0)

    private static func context(_ identity: Identity) throws(TLSContextError) -> TLSClientContext {
        var settings = TLSClientSettings()
        settings.authoritiesPEM = identity.authoritiesPEM
        settings.applicationProtocols = [.http2, .http11]
        settings.requiresApplicationProtocol = false
        settings.resumesSessions = false
        return try TLSClientContext(settings)
    }

    private static func shakeHands(_ peer: PeerConnection, _ loop: EventLoop, _ deadline: UInt64) throws {
        while true {
            switch peer.handshake() {
            case .established: return
            case .needsRead: try peer.setInterest(.read, on: loop)
            case .needsWrite: try peer.setInterest(.write, on: loop)
            case .failed(let failure): throw Failure.handshake(failure)
            }
            guard isReady(loop, deadline) else { throw Failure.timedOut }
        }
    }

    /// False when the deadline came first.
    private static func isReady(_ loop: EventLoop, _ deadline: UInt64) -> Bool {
        // A signal may end the wait early.
        while loop.wait(untilNanoseconds: deadline) == 0 {
            guard loop.nowNanoseconds < deadline else { return false }
        }
        return true
    }
}
