internal import CLinux
internal import Glibc

/// Moving bytes. One system call each; nothing waits.
extension Socket {
    /// Receives into `room`.
    ///
    /// - Precondition: `room` is not empty, or the end of the stream could not be told from success.
    @unsafe package func receive(into room: UnsafeMutableRawBufferPointer) -> Transfer {
        unsafe receive(into: room, flags: 0)
    }

    /// Sends as much of `bytes` as the system takes now.
    @unsafe package func send(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        while true {
            // The system reads `count` bytes from `baseAddress` during the call only. A lost peer is an error, no
            // signal.
            let count = unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            if errno != EINTR { return Self.outcome(of: errno, .send) }
        }
    }

    /// Sends as much of `bytes` as the system takes now.
    package func send(_ bytes: Span<UInt8>) -> Transfer {
        unsafe bytes.withUnsafeBytes { unsafe send($0) }
    }

    /// Receives once into the worker's buffer and lends what arrived.
    package func receive<E: Error>(
        through buffers: IOBuffers, _ body: (Span<UInt8>) throws(E) -> Void
    ) throws(E) -> Transfer {
        let transfer = unsafe receive(into: buffers.receiveRoom)
        if case .bytes(let count) = transfer { try buffers.withReceived(count, body) }
        return transfer
    }

    /// Lends what has arrived without taking it: for a header that decides who will read the rest.
    ///
    /// Bytes beyond the worker's receive buffer are not seen.
    package func peek<E: Error>(
        through buffers: IOBuffers, _ body: (Span<UInt8>) throws(E) -> Void
    ) throws(E) -> Transfer {
        let transfer = unsafe receive(into: buffers.receiveRoom, flags: Int32(MSG_PEEK))
        if case .bytes(let count) = transfer { try buffers.withReceived(count, body) }
        return transfer
    }

    /// Takes `count` bytes that `peek` has shown and forgets them.
    ///
    /// - Returns: false when they are not there any more, which means that the connection is lost.
    package func discard(_ count: Int) -> Bool {
        var remaining = count
        while remaining > 0 {
            // MSG_TRUNC on a TCP socket drops bytes without writing to memory (tcp(7)), so no room is needed.
            let dropped = recv(descriptor, nil, remaining, Int32(MSG_TRUNC))
            if dropped > 0 {
                remaining -= dropped
            } else if dropped == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }

    @unsafe private func receive(into room: UnsafeMutableRawBufferPointer, flags: Int32) -> Transfer {
        while true {
            // The system writes at most `count` bytes at `baseAddress`, which the caller owns.
            let count = unsafe recv(descriptor, room.baseAddress, room.count, flags)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            if errno != EINTR { return Self.outcome(of: errno, .receive) }
        }
    }

    private static func outcome(of code: Int32, _ operation: SystemError.Operation) -> Transfer {
        precondition(code != EBADF && code != EFAULT, "a socket call on memory or a descriptor that is not ours")
        return code == EAGAIN ? .wouldBlock : .failed(SystemError(operation, code: code))
    }
}
