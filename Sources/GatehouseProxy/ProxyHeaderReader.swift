import GatehouseHTTP
import GatehousePolicy
import GatehouseTLS
import GatehouseTransport

/// Reads the PROXY protocol header that stands before anything else on a connection.
struct ProxyHeaderReader {
    enum Outcome {
        /// More bytes than these must arrive; the loop will say when.
        case waiting(byteCount: Int)
        /// The header is off the connection. Nil: the proxy speaks for itself.
        case complete(source: IPAddress?)
        case refused(Reason)
        /// The peer has left.
        case closed
    }

    let peer: PeerConnection
    /// Nil when the listener does not speak the protocol: then nobody is trusted.
    let trusted: NetworkSet?

    /// Looks at what has arrived from the TCP peer at `address`.
    func read(from address: IPAddress) -> Outcome {
        guard let trusted, trusted.contains(address) else { return .refused(.proxyPeerUntrusted) }
        var result = ProxyHeaderResult.malformed
        switch peer.peek({ result = ProxyProtocol.parse($0) }) {
        case .bytes(let count): return settle(result, byteCount: count)
        case .wouldBlock: return .waiting(byteCount: 0)
        case .ended, .failed: return .closed
        }
    }

    private func settle(_ result: ProxyHeaderResult, byteCount: Int) -> Outcome {
        do {
            switch result {
            case .needMore(let total):
                try peer.setReceiveLowWater(total)
                return .waiting(byteCount: byteCount)
            case .header(let byteCount, let source, _):
                try peer.setReceiveLowWater(1)
                return peer.discardPrefix(byteCount) ? .complete(source: source) : .closed
            case .malformed:
                return .refused(.proxyHeaderMalformed)
            }
        } catch {
            return .closed
        }
    }
}
