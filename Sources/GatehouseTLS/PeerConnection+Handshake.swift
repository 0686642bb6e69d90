internal import BasicContainers
internal import COpenSSL
internal import GatehouseTransport

extension PeerConnection {
    /// Takes the handshake as far as it goes without waiting.
    ///
    /// Called when the connection is new, and then whenever the socket is ready for what the last step needed.
    package func handshake() -> HandshakeStep {
        switch phase {
        case .clear, .established: return .established
        case .broken(let failure): return .failed(failure)
        case .handshaking: break
        }
        switch flush() {
        case .sent: break
        case .blocked: return .needsWrite
        case .failed(let failure): return .failed(failure)
        }
        while true {
            if needsInput, let stop = receiveForHandshake() { return stop }
            if let stop = advanceHandshake() { return stop }
        }
    }

    /// Fetches the peer's next bytes. Returns nil when there are some.
    private func receiveForHandshake() -> HandshakeStep? {
        switch unsafe socket.receive(into: buffers.receiveRoom) {
        case .bytes(let count):
            unsafe setInput(UnsafeRawBufferPointer(rebasing: buffers.receiveRoom[..<count]))
            needsInput = false
            return nil
        case .wouldBlock:
            return backlog.isEmpty ? .needsRead : .needsWrite
        case .ended:
            return .failed(fail(TLSFailure(.endedEarly)))
        case .failed(let error):
            return .failed(fail(TLSFailure(.transport, system: error)))
        }
    }

    /// Lets the library think once. Returns nil when it wants more.
    private func advanceHandshake() -> HandshakeStep? {
        let before = unsafe port.pointee.inputCount
        // `ssl` is live until deinit; its callbacks see only `port`.
        let code = unsafe SSL_do_handshake(ssl)
        let reason = code == 1 ? SSL_ERROR_NONE : unsafe SSL_get_error(ssl, code)
        // The error queue is read first: sending the alert must not touch it.
        let failure = isWaiting(reason) || code == 1 ? nil : classify(reason)
        if case .failed(let lost) = emit() { return .failed(failure.map(fail) ?? lost) }
        if let failure { return .failed(fail(failure)) }
        if code == 1 { return finishHandshake() }
        let left = unsafe port.pointee.inputCount
        needsInput = reason == SSL_ERROR_WANT_READ && (left == 0 || left == before)
        return nil
    }

    private func finishHandshake() -> HandshakeStep {
        unsafe port.pointee.isEstablished = true
        phase = .established
        keepCarryOver()
        readFacts()
        if clientContext?.requiresApplicationProtocol == true, negotiatedProtocol == nil {
            return .failed(fail(TLSFailure(.applicationProtocolMismatch)))
        }
        return .established
    }

    /// The receive buffer is the worker's: what the handshake left in it is copied before others use it.
    private func keepCarryOver() {
        let count = unsafe port.pointee.inputCount
        guard count > 0, let start = unsafe port.pointee.input else { return }
        // The bytes lie in the receive buffer, which nobody has touched since.
        unsafe carryOver.append(copying: UnsafeBufferPointer(start: start, count: count).span)
        unsafe setInput(UnsafeRawBufferPointer(start: nil, count: 0))
    }

    /// Points the BIO at received ciphertext, which must stay where it is until it is read.
    @unsafe func setInput(_ bytes: UnsafeRawBufferPointer) {
        unsafe port.pointee.input = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe port.pointee.inputCount = bytes.count
    }

    func isWaiting(_ reason: Int32) -> Bool {
        reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE
    }

    /// Why the library gave up. Empties its error queue.
    func classify(_ reason: Int32) -> TLSFailure {
        let code = ErrorQueue.take()
        switch unsafe port.pointee.violation {
        case .serverNameUnknown?: return TLSFailure(.serverNameUnknown, libraryCode: code)
        case .applicationProtocolMismatch?: return TLSFailure(.applicationProtocolMismatch, libraryCode: code)
        case .renegotiation?: return TLSFailure(.renegotiationRefused, libraryCode: code)
        case .postHandshakeFlood?: return TLSFailure(.postHandshakeFlood, libraryCode: code)
        case nil: break
        }
        let verification = unsafe SSL_get_verify_result(ssl)
        let verifiesPeer = clientContext?.verifiesPeer == true || serverContext?.clientVerifier != nil
        if verifiesPeer, verification != Int(X509_V_OK) {
            return TLSFailure(.certificateRefused, verifyCode: verification, libraryCode: code)
        }
        return reason == SSL_ERROR_SSL ? TLSFailure(libraryCode: code) : TLSFailure(.internalError, libraryCode: code)
    }
}
