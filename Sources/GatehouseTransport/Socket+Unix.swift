internal import CLinux
internal import Glibc

/// Sockets of the local machine, addressed by a path.
extension Socket {
    /// Connects to whoever listens at `path`; unlike TCP that takes no time.
    ///
    /// - Throws: `.connect` when nobody does, or when the listener's queue is full.
    package static func connecting(to path: UnixPath) throws(SystemError) -> Socket {
        let socket = try makeUnix()
        guard unsafe path.withNative({ unsafe connect(socket.descriptor, $0, $1) }) == 0 else { throw .last(.connect) }
        return socket
    }

    /// Takes the next connection of a listener whose peers have no IP address.
    ///
    /// - Returns: nil when none waits.
    /// - Throws: what concerns the listener or the process: see `SystemError.isExhaustion`.
    package func acceptLocal() throws(SystemError) -> Socket? {
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        while true {
            // No address is asked for: peers of a Unix socket have none that says anything.
            let accepted = accept4(descriptor, nil, nil, flags)
            if accepted >= 0 { return Socket(adopting: accepted) }
            switch errno {
            case EAGAIN: return nil
            case EINTR, ECONNABORTED: continue
            default: throw .last(.accept)
            }
        }
    }

    /// Who is at the other end of a Unix socket, as the system knows it; nil on TCP sockets.
    package var peerProcess: PeerProcess? {
        var facts: InlineArray<3, Int32> = [0, 0, 0]
        var length = socklen_t(MemoryLayout<InlineArray<3, Int32>>.size)
        // The option is a `struct ucred`: process, user and group, 32 bits each (unix(7)).
        let result = unsafe getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &facts, &length)
        guard result == 0, facts[0] > 0 else { return nil }
        return PeerProcess(processID: facts[0], userID: UInt32(bitPattern: facts[1]))
    }

    /// Binds and listens at a path where nothing is. Its owner alone can connect (mode 0600).
    static func listening(at path: UnixPath, backlog: Int32 = 64) throws(SystemError) -> Socket {
        let socket = try makeUnix()
        // Linux gives the file the mode of the socket, so that there is no moment in which others could connect.
        guard fchmod(socket.descriptor, 0o600) == 0 else { throw .last(.configure) }
        guard unsafe path.withNative({ unsafe bind(socket.descriptor, $0, $1) }) == 0 else { throw .last(.bind) }
        guard listen(socket.descriptor, backlog) == 0 else { throw .last(.listen) }
        return socket
    }

    private static func makeUnix() throws(SystemError) -> Socket {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { throw .last(.socket) }
        return Socket(adopting: descriptor)
    }
}
