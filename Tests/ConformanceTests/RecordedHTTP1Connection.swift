import GatehouseHTTP
import GatehouseTLS

/// The recording connector's end of an HTTP/1.1 connection.
final class RecordedHTTP1Connection: RecordedConnection {
    private let peer: PeerConnection
    private var reader = StrictRequestReader()
    private var arrivals: [ArrivedRequest] = []

    init(_ peer: PeerConnection) {
        self.peer = peer
    }

    func serve() -> Bool {
        let outcome = peer.receive { reader.append($0) }
        while let request = reader.next() {
            arrivals.append(request)
            let body = request.method == "HEAD" ? "" : "ok"
            _ = peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\(body)".utf8.span)
        }
        switch outcome {
        case .wouldBlock, .more: return !reader.isBroken
        case .ended, .failed: return false
        }
    }

    func takeArrivals(isOver: Bool) -> [ArrivedRequest] {
        defer { arrivals = [] }
        guard isOver, let rest = reader.remainder() else { return arrivals }
        return arrivals + [rest]
    }
}
