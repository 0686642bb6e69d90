import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehouseMemory
import GatehouseTLS
import GatehouseTransport

/// Bytes out, and the end of the connection.
extension DownstreamConnection {
    // MARK: Writing

    /// Encodes and sends until nothing is left or the socket is full.
    func flush() {
        switch phase {
        case .closed, .proxyHeader: return
        case .handshaking: return advanceHandshake()
        case .lingering: return flushLastWords()
        case .open: break
        }
        if closesAbruptly { return breakOff() }
        guard flushUnsent() else { return }
        repeat {
            context.output.removeAll()
            guard encode() else { return close(.clientReset) }
            if isClosed { return }
            guard !context.output.isEmpty else { break }
            guard send() else { return }
        } while true
        if closesAbruptly { return breakOff() }
        if closesWhenFlushed || codec.isFinished { return linger() }
        settle()
    }

    /// What the socket refused of the last bytes; nothing follows them.
    func flushLastWords() {
        switch peer.flush() {
        case .sent: setInterest(.read)
        case .blocked: setInterest([.read, .write])
        case .failed: close(nil)
        }
    }

    /// Lets the codec fill the worker's output buffer, and reports what it took from responses.
    ///
    /// - Returns: false when the codec can write no more.
    func encode() -> Bool {
        switch codec {
        case .undecided:
            return true
        case .http1(let session):
            let taken = session.encode(into: &context.output, limit: WorkerContext.outputByteCount)
            if let exchange = exchanges.first {
                if taken > 0 { driver.responseTaken(exchange, count: taken) }
                if session.isResponseComplete {
                    driver.responseSent(exchange)
                } else if session.isAborted {
                    // The connector's content is not as long as it said.
                    driver.requestRefused(exchange, .upstreamResponseMalformed)
                }
            }
            pump(session)
            return true
        case .http2(let session):
            let count = try? session.encode(into: &context.output, limit: WorkerContext.outputByteCount)
            pump(session)
            return count != nil
        }
    }

    /// - Returns: true when nothing waits for the socket any more.
    func flushUnsent() -> Bool {
        guard peer.unsentByteCount > 0 else { return true }
        return wasSent(peer.flush())
    }

    func send() -> Bool {
        context.metrics.add(context.output.count, to: .downstreamSentBytes)
        return wasSent(context.output.withSpan { peer.send($0) })
    }

    func wasSent(_ outcome: SendOutcome) -> Bool {
        switch outcome {
        case .sent: return true
        case .blocked:
            // It does not take the GOAWAY, and gets no more time for that.
            if fault != nil {
                close(nil)
                return false
            }
            // Open exchanges have deadlines of their own.
            if exchanges.isEmpty { expire(inMilliseconds: context.snapshot.limits.responseWriteMilliseconds) }
            // They count what the socket takes, not what was encoded for it.
            if codec.isHTTP1, let exchange = exchanges.first { driver.setDeadline(exchange) }
            settle()
            return false
        case .failed:
            close(.clientReset)
            return false
        }
    }

    /// Asks epoll for what can be handled now: reading stops while the codec has enough ("not asking is the brake").
    func settle() {
        guard case .open = phase else { return }
        var wanted: Interest = codec.wantsRead && !isReadClosed ? .read : []
        if peer.unsentByteCount > 0 { wanted.insert(.write) }
        setInterest(wanted)
    }

    func setInterest(_ wanted: Interest) {
        do {
            try peer.setInterest(wanted, on: context.loop)
        } catch {
            close(.internalError)
        }
    }

    // MARK: The end

    func linger() {
        noteFault()
        // The codec may end a connection with exchanges open: the peer broke its rules.
        while let exchange = exchanges.last { driver.clientLeft(exchange, fault ?? .http2ProtocolViolation) }
        if isClosed { return }
        peer.closeNotifyAndShutdownWrite()
        phase = .lingering(bytesLeft: context.snapshot.limits.lingerBytes)
        flushLastWords()
        if isClosed { return }
        expire(inMilliseconds: context.snapshot.limits.lingerMilliseconds)
    }

    /// Ends the connection so that no response on it looks complete: where its content was to end with the connection,
    /// only a reset tells.
    func breakOff() {
        peer.resetOnClose()
        close(nil)
    }

    func discard() {
        guard case .lingering(let bytesLeft) = phase else { return }
        var received = 0
        let outcome = peer.receive { bytes in received += bytes.count }
        switch outcome {
        case .wouldBlock, .more:
            if received >= bytesLeft { close(nil) } else { phase = .lingering(bytesLeft: bytesLeft - received) }
        case .ended, .failed:
            close(nil)
        }
    }

    /// Closes the socket and tells every open exchange that its client is gone.
    ///
    /// - Parameter reason: why, for the records of open exchanges.
    func close(_ reason: Reason?) {
        if case .closed = phase { return }
        noteFault()
        phase = .closed
        deadline.clear()
        while let exchange = exchanges.last { driver.clientLeft(exchange, fault ?? reason ?? .clientClosed) }
        codec = .undecided
        driver.closed(self)
    }
}
