internal import CLinux
internal import Glibc

/// Sockets that listen.
extension Socket {
    /// Binds and listens.
    ///
    /// - Parameters:
    ///   - address: IPv6 addresses take IPv6 connections only (IPV6_V6ONLY): an IPv4 listener is written down as such.
    ///   - backlog: connections the system completes ahead of `accept()`; it clamps to `net.core.somaxconn`.
    ///   - sharesPort: several workers bind the same address, the system spreads connections (SO_REUSEPORT).
    /// - Returns: the listener.
    /// - Throws: `.bind` when the address is taken or not ours, `.listen` and `.configure` for what else is refused.
    package static func listening(
        on address: SocketAddress, backlog: Int32 = 4096, sharesPort: Bool = true
    ) throws(SystemError) -> Socket {
        let socket = try make(for: address)
        try socket.set(SO_REUSEADDR, of: SOL_SOCKET, to: 1)
        if sharesPort { try socket.set(SO_REUSEPORT, of: SOL_SOCKET, to: 1) }
        if !address.isIPv4 { try socket.set(IPV6_V6ONLY, of: Int32(IPPROTO_IPV6), to: 1) }
        // Accepted sockets inherit it on Linux, which saves a call per connection.
        try socket.setNoDelay()
        guard unsafe address.withNative({ unsafe bind(socket.descriptor, $0, $1) }) == 0 else { throw .last(.bind) }
        guard listen(socket.descriptor, backlog) == 0 else { throw .last(.listen) }
        return socket
    }

    /// Takes the next waiting connection.
    ///
    /// - Returns: nil when none waits.
    /// - Throws: what concerns the listener or the process, not one connection: see `SystemError.isExhaustion`.
    package func accept() throws(SystemError) -> AcceptedSocket? {
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        while true {
            let (result, peer) = unsafe SocketAddress.filled { unsafe accept4(descriptor, $0, $1, flags) }
            if result >= 0 {
                let socket = Socket(adopting: result)
                // Not an IP peer: nothing can be decided about it, so it is closed here.
                guard let peer else { continue }
                return AcceptedSocket(socket: socket, peer: peer)
            }
            switch errno {
            case EAGAIN: return nil
            case let code where Self.concernsOneConnection(code): continue
            default: throw .last(.accept)
            }
        }
    }

    /// Errors that `accept` passes on from the connection it was about to give out (accept(2), "Error handling").
    private static func concernsOneConnection(_ code: Int32) -> Bool {
        switch code {
        case EINTR, ECONNABORTED, ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, ENETUNREACH: true
        default: false
        }
    }
}
