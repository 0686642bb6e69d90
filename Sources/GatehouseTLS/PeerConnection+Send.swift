internal import COpenSSL
internal import GatehouseTransport

extension PeerConnection {
    /// Sends `plaintext`, encrypted where TLS is spoken: as few `send` calls as the buffer allows, one for most.
    ///
    /// Everything is taken, always. What the socket refuses is kept: on `.blocked` the owner stops giving more, asks
    /// the loop for writability and calls `flush`.
    /// - Precondition: the handshake is done, and `closeNotifyAndShutdownWrite` was not called.
    package func send(_ plaintext: Span<UInt8>) -> SendOutcome {
        guard case .open = writeSide else { preconditionFailure("sent after the last word") }
        let outcome = flush()
        if case .failed = outcome { return outcome }
        switch phase {
        case .clear: return unsafe plaintext.withUnsafeBytes { unsafe transmit($0) }
        case .established: return unsafe plaintext.withUnsafeBytes { unsafe encrypt($0) }
        case .broken(let failure): return .failed(failure)
        case .handshaking: preconditionFailure("sent before the handshake was done")
        }
    }

    /// Sends what the socket has refused before.
    package func flush() -> SendOutcome {
        if case .broken(let failure) = phase { return .failed(failure) }
        while !backlog.isEmpty {
            switch backlog.withSpan({ socket.send($0) }) {
            case .bytes(let count): backlog.consume(count)
            case .failed(let error): return .failed(fail(TLSFailure(.transport, system: error)))
            case .wouldBlock, .ended: return .blocked
            }
        }
        if case .closing = writeSide { finishShutdown() }
        return .sent
    }

    /// Bytes that the socket has refused and that wait for `flush`: the measure for holding back.
    package var unsentByteCount: Int { backlog.count }

    /// Says that nothing more will be sent: close_notify under TLS (RFC 8446 section 6.1), then FIN, after what is
    /// still unsent. Receiving goes on. Calling it again changes nothing.
    package func closeNotifyAndShutdownWrite() {
        guard case .open = writeSide else { return }
        writeSide = .closing
        if case .established = phase {
            // 0 is the usual answer: ours is said, the peer's is not heard yet.
            if unsafe SSL_shutdown(ssl) < 0 { _ = ErrorQueue.take() }
            _ = emit()
        }
        if backlog.isEmpty { finishShutdown() }
    }

    /// The connection is dropped with RST: whatever is under way, the peer shall not take it for complete.
    package func resetOnClose() {
        socket.setResetOnClose()
    }

    private func finishShutdown() {
        writeSide = .closed
        socket.shutdownWrite()
    }

    @unsafe private func encrypt(_ plaintext: UnsafeRawBufferPointer) -> SendOutcome {
        var outcome = SendOutcome.sent
        var rest = unsafe plaintext
        while unsafe !rest.isEmpty {
            let piece = unsafe UnsafeRawBufferPointer(rebasing: rest.prefix(IOBuffers.plaintextCapacity))
            var written = 0
            // The cipher buffer is empty and has room for all records of a piece, so the write is never half done.
            guard unsafe SSL_write_ex(ssl, piece.baseAddress, piece.count, &written) == 1 else {
                return .failed(fail(classify(SSL_ERROR_SSL)))
            }
            outcome = emit()
            if case .failed = outcome { return outcome }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
        }
        return outcome
    }

    /// Gives what the library has written to the socket. Afterwards the cipher buffer is free for others.
    func emit() -> SendOutcome {
        let count = unsafe buffers.cipherCount.pointee
        unsafe buffers.cipherCount.pointee = 0
        return unsafe transmit(UnsafeRawBufferPointer(rebasing: buffers.cipherRoom[..<count]))
    }

    /// One `send`, behind whatever still waits; keeps the rest.
    @unsafe private func transmit(_ bytes: UnsafeRawBufferPointer) -> SendOutcome {
        guard unsafe !bytes.isEmpty else { return backlog.isEmpty ? .sent : .blocked }
        var sent = 0
        if backlog.isEmpty {
            switch unsafe socket.send(bytes) {
            case .bytes(let count): sent = count
            case .wouldBlock, .ended: break
            case .failed(let error): return .failed(fail(TLSFailure(.transport, system: error)))
            }
        }
        guard sent < bytes.count else { return .sent }
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes.dropFirst(sent)).assumingMemoryBound(to: UInt8.self)
        unsafe backlog.append(rest.span)
        return .blocked
    }
}
