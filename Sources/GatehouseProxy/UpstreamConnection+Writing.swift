import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehouseTLS
import GatehouseTransport

/// What goes to the connector.
extension UpstreamConnection {
    func flush() {
        switch phase {
        case .connecting, .handshaking, .closed: return
        case .open, .draining: break
        }
        if peer.unsentByteCount > 0, !wasSent(peer.flush()) { return }
        repeat {
            context.output.removeAll()
            let isSound = encode()
            pump()
            guard isSound else { return close(.upstreamReset) }
            if case .closed = phase { return }
            guard !context.output.isEmpty else { break }
            context.metrics.add(context.output.count, to: .upstreamSentBytes)
            writeCount += 1
            guard wasSent(context.output.withSpan({ peer.send($0) })) else { return }
        } while true
        if codec.isFinished { return close(endReason) }
        if case .draining = phase, exchanges.isEmpty { return close(nil) }
        setInterest(codec.wantsRead ? .read : [])
    }

    private func encode() -> Bool {
        switch codec {
        case .http2(let session):
            return (try? session.encode(into: &context.output, limit: WorkerContext.outputByteCount)) != nil
        case .http1(let http1):
            guard let count = http1.encode(into: &context.output, limit: WorkerContext.outputByteCount) else {
                return false
            }
            if count > 0, let exchange = onlyExchange { driver.requestSent(exchange, count: count) }
            return true
        }
    }

    private func wasSent(_ outcome: SendOutcome) -> Bool {
        switch outcome {
        case .sent: return true
        case .blocked:
            setInterest([.read, .write])
            return false
        case .failed:
            close(.upstreamReset)
            return false
        }
    }

    func setInterest(_ wanted: Interest) {
        do {
            try peer.setInterest(wanted, on: context.loop)
        } catch {
            close(.internalError)
        }
    }
}
