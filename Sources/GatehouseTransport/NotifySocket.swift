internal import CLinux
internal import Glibc

/// The way to the service manager that started the process: datagrams to a Unix socket, as sd_notify(3) describes.
///
/// A few words in a whole life, from one thread; nothing that is on a request's way.
package struct NotifySocket: ~Copyable {
    /// What a service has to say about itself.
    package enum State: Hashable, Sendable {
        /// Every listener is open.
        case ready
        /// Configuration is being read again; `ready` follows. The time is on the monotonic clock: by it the manager
        /// tells which of several reloads has ended.
        case reloading(monotonicMicroseconds: UInt64)
        /// No new connections; open exchanges are being finished.
        case stopping
        /// Still turning: within each watchdog interval.
        case alive

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let now): "RELOADING=1\nMONOTONIC_USEC=\(now)"
            case .stopping: "STOPPING=1"
            case .alive: "WATCHDOG=1"
            }
        }
    }

    private let descriptor: Int32

    /// Connects to the manager's socket.
    ///
    /// - Parameter path: the value of `NOTIFY_SOCKET`: an absolute path, or `@` and an abstract name.
    /// - Throws: `.connect` with EINVAL for what can be neither, or with what the system says.
    package init(path: String) throws(SystemError) {
        let bytes = [UInt8](path.utf8)
        // The last byte of the field stays NUL, so that the length and the text agree on where a path ends.
        guard bytes.count > 1, bytes.count < Self.pathCapacity, !bytes.contains(0),
            bytes[0] == UInt8(ascii: "/") || bytes[0] == UInt8(ascii: "@")
        else { throw SystemError(.connect, code: EINVAL) }
        descriptor = try Self.connected(to: bytes)
    }

    deinit { close(descriptor) }

    /// Sends one datagram.
    ///
    /// - Throws: when the manager has gone or does not read for a second.
    package func tell(_ state: State) throws(SystemError) {
        var text = [UInt8](state.text.utf8)
        while true {
            // The system reads the bytes during the call only. A lost manager is an error, no signal.
            let count = unsafe send(descriptor, &text, text.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return }
            if errno != EINTR { throw .last(.send) }
        }
    }

    private static func connected(to path: [UInt8]) throws(SystemError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw .last(.socket) }
        guard setTimeout(of: descriptor) == 0, connect(descriptor, to: path) == 0 else {
            let error = SystemError.last(.connect)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// A manager that does not read for a second has troubles of its own; the gateway must not share them.
    private static func setTimeout(of descriptor: Int32) -> Int32 {
        var timeout = timeval(tv_sec: 1, tv_usec: 0)
        let length = socklen_t(MemoryLayout<timeval>.size)
        // The option is a `struct timeval`, which is copied.
        return unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, length)
    }

    private static var pathCapacity: Int { MemoryLayout.size(ofValue: sockaddr_un().sun_path) }

    private static func connect(_ descriptor: Int32, to path: [UInt8]) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        // unix(7): an abstract name begins with NUL and ends where the length says.
        if path[0] == UInt8(ascii: "@") { address.sun_path.0 = 0 }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        // `length` bytes of the address are initialised; `sockaddr_un` begins with the fields of `sockaddr`.
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.connect(descriptor, $0, length)
            }
        }
    }
}
