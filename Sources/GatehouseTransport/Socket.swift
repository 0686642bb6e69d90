internal import CLinux
internal import Glibc

/// Owns one non-blocking, close-on-exec TCP socket; closes it when it goes.
package struct Socket: ~Copyable {
    let descriptor: Int32

    /// Takes over `descriptor`, which must be open, non-blocking and owned by nobody else.
    package init(adopting descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The number of the descriptor, for logs and tests. It belongs to this socket: never close it.
    package var descriptorNumber: Int32 { descriptor }

    /// A new socket of the family of `address`.
    static func make(for address: SocketAddress) throws(SystemError) -> Socket {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(address.family, kind, 0)
        guard descriptor >= 0 else { throw .last(.socket) }
        return Socket(adopting: descriptor)
    }

    /// Begins to connect. The socket becomes writable when the attempt has ended: then ask `takeError()`.
    ///
    /// - Parameters:
    ///   - address: of the listener.
    ///   - source: the address to come from, of the same family, with port 0 for any; nil leaves it to the system.
    /// - Returns: a socket that is connected or connecting.
    /// - Throws: `.bind` when `source` is not an address of this machine; `.connect` for what was refused at once, for
    ///   instance an unreachable network.
    package static func connecting(
        to address: SocketAddress, from source: SocketAddress? = nil
    ) throws(SystemError) -> Socket {
        let socket = try make(for: address)
        try socket.setNoDelay()
        if let source { try socket.bindSource(source) }
        let result = unsafe address.withNative { unsafe connect(socket.descriptor, $0, $1) }
        guard result == 0 || errno == EINPROGRESS else { throw .last(.connect) }
        return socket
    }

    private func bindSource(_ source: SocketAddress) throws(SystemError) {
        guard unsafe source.withNative({ unsafe bind(descriptor, $0, $1) }) == 0 else { throw .last(.bind) }
    }

    /// The pending error of the socket, cleared by asking: nil after a connection attempt that succeeded.
    package func takeError() -> SystemError? {
        var code: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        // The option is an `int`; the system writes no more than `length` bytes.
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else {
            return .last(.inspect)
        }
        return code == 0 ? nil : SystemError(.connect, code: code)
    }

    /// The address this end is bound to, with the port the system chose.
    package var localAddress: SocketAddress? {
        unsafe SocketAddress.filled { unsafe getsockname(descriptor, $0, $1) }.address
    }

    /// The address of the other end, or nil when it is not connected (any more).
    package var peerAddress: SocketAddress? {
        unsafe SocketAddress.filled { unsafe getpeername(descriptor, $0, $1) }.address
    }

    /// Says FIN: nothing more will be sent, receiving goes on.
    package func shutdownWrite() {
        // Fails only when the connection is gone already, which the next receive reports.
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }
}

/// Options.
extension Socket {
    /// Sends small segments at once: we batch ourselves (TCP_NODELAY).
    package func setNoDelay() throws(SystemError) {
        try set(TCP_NODELAY, of: Int32(IPPROTO_TCP), to: 1)
    }

    /// The socket is reported readable only once `bytes` have arrived or the peer has ended (SO_RCVLOWAT).
    ///
    /// For waiting on a header of known length without reading it; set back to 1 afterwards.
    package func setReceiveLowWater(_ bytes: Int32) throws(SystemError) {
        try set(SO_RCVLOWAT, of: SOL_SOCKET, to: bytes)
    }

    /// Takes no more bytes to send while `bytes` wait that were not sent once, and is reported writable when half of them
    /// are gone (TCP_NOTSENT_LOWAT). Accepted sockets inherit it from the listener.
    package func setUnsentLowWater(_ bytes: Int32) throws(SystemError) {
        try set(TCP_NOTSENT_LOWAT, of: Int32(IPPROTO_TCP), to: bytes)
    }

    /// Asks for a send buffer of about `bytes`.
    package func setSendBuffer(_ bytes: Int32) throws(SystemError) {
        try set(SO_SNDBUF, of: SOL_SOCKET, to: bytes)
    }

    /// Asks for a receive buffer of about `bytes`.
    package func setReceiveBuffer(_ bytes: Int32) throws(SystemError) {
        try set(SO_RCVBUF, of: SOL_SOCKET, to: bytes)
    }

    /// Closing sends RST and throws away what was not sent: for peers that get nothing more (SO_LINGER 0).
    package func setResetOnClose() {
        var choice = linger(l_onoff: 1, l_linger: 0)
        // The option is a `struct linger`; a socket that refuses it is closed in the ordinary way.
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &choice, socklen_t(MemoryLayout<linger>.size))
    }

    func set(_ option: Int32, of level: Int32, to value: Int32) throws(SystemError) {
        var value = value
        // Every option set here is an `int`.
        let result = unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
        guard result == 0 else { throw .last(.configure) }
    }
}
