internal import BasicContainers
internal import COpenSSL
internal import GatehouseTransport

extension PeerConnection {
    /// How the library stands after a round of decryption.
    private enum Reading {
        /// All ciphertext is used up.
        case drained
        /// The plaintext buffer has no room for another record.
        case full
        /// close_notify was received.
        case ended
        case failed(TLSFailure)
    }

    /// Receives once, up to the size of the worker's buffer, and hands on everything that this brings.
    ///
    /// - Parameter body: gets each piece of plaintext in order. It may send on this and other connections; it must not
    ///   receive on any. When it throws, the rest is lost, and the connection can only be sent on and dropped.
    /// - Returns: how the stream stands afterwards.
    /// - Throws: what `body` throws, nothing else.
    /// - Precondition: the handshake is done.
    package func receive<E: Error>(_ body: (Span<UInt8>) throws(E) -> Void) throws(E) -> ReceiveOutcome {
        switch phase {
        case .clear: return try receiveClear(body)
        case .broken(let failure): return .failed(failure)
        case .handshaking: preconditionFailure("received before the handshake was done")
        case .established: break
        }
        guard carryOver.isEmpty else { return try receiveCarryOver(body) }
        switch unsafe socket.receive(into: buffers.receiveRoom) {
        case .bytes(let count):
            let outcome = try unsafe decrypt(UnsafeRawBufferPointer(rebasing: buffers.receiveRoom[..<count]), body)
            return outcome ?? (count == IOBuffers.receiveCapacity ? .more : .wouldBlock)
        case .wouldBlock: return .wouldBlock
        case .ended: return .ended(clean: unsafe SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0)
        case .failed(let error): return .failed(fail(TLSFailure(.transport, system: error)))
        }
    }

    private func receiveClear<E: Error>(_ body: (Span<UInt8>) throws(E) -> Void) throws(E) -> ReceiveOutcome {
        switch try socket.receive(through: buffers, body) {
        case .bytes(let count): return count == IOBuffers.receiveCapacity ? .more : .wouldBlock
        case .wouldBlock: return .wouldBlock
        case .ended: return .ended(clean: true)
        case .failed(let error): return .failed(fail(TLSFailure(.transport, system: error)))
        }
    }

    /// What came along with the handshake goes first; the socket may have more.
    private func receiveCarryOver<E: Error>(_ body: (Span<UInt8>) throws(E) -> Void) throws(E) -> ReceiveOutcome {
        // Moved out, so that it stays in place and is gone afterwards whatever happens.
        var held = UniqueArray<UInt8>()
        swap(&held, &carryOver)
        let outcome = try unsafe held.span.withUnsafeBytes { bytes throws(E) in try unsafe decrypt(bytes, body) }
        return outcome ?? .more
    }

    /// Decrypts `bytes` to the last and hands the plaintext on. Returns nil when the stream goes on.
    @unsafe private func decrypt<E: Error>(
        _ bytes: UnsafeRawBufferPointer, _ body: (Span<UInt8>) throws(E) -> Void
    ) throws(E) -> ReceiveOutcome? {
        unsafe setInput(bytes)
        // The memory is lent for this call only.
        defer { unsafe setInput(UnsafeRawBufferPointer(start: nil, count: 0)) }
        while true {
            var count = 0
            let reading = fillPlaintext(&count)
            // Whatever the library had to say leaves before anybody else uses the cipher buffer.
            let sending = emit()
            if count > 0 { try buffers.withPlaintext(count, body) }
            if case .failed(let failure) = sending { return .failed(failure) }
            switch reading {
            case .drained: return nil
            case .full: continue
            case .ended: return .ended(clean: true)
            case .failed(let failure): return .failed(fail(failure))
            }
        }
    }

    /// Reads record after record into the plaintext buffer, adding what was read to `count`.
    private func fillPlaintext(_ count: inout Int) -> Reading {
        let room = unsafe buffers.plaintextRoom
        // Room for a whole record each time, so that none is left half read inside the library.
        while room.count - count >= Int(SSL3_RT_MAX_PLAIN_LENGTH), let base = room.baseAddress {
            var read = 0
            // At most the rest of the room is written.
            let code = unsafe SSL_read_ex(ssl, base + count, room.count - count, &read)
            if unsafe port.pointee.violation != nil { return .failed(classify(SSL_ERROR_SSL)) }
            if code == 1 {
                count += read
            } else if let reading = readingAfterFailure(unsafe SSL_get_error(ssl, code)) {
                return reading
            }
        }
        return .full
    }

    /// Returns nil when reading goes on.
    private func readingAfterFailure(_ reason: Int32) -> Reading? {
        switch reason {
        case SSL_ERROR_WANT_READ:
            // Ciphertext that is left means that a post-handshake message was dealt with: SSL_MODE_AUTO_RETRY is off.
            return unsafe port.pointee.inputCount == 0 ? .drained : nil
        case SSL_ERROR_WANT_WRITE:
            guard case .failed(let failure) = emit() else { return nil }
            return .failed(failure)
        case SSL_ERROR_ZERO_RETURN:
            return .ended
        default:
            return .failed(classify(reason))
        }
    }
}
