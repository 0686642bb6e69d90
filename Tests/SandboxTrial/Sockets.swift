import Glibc

/// Attempts on sockets.
enum Sockets {
    static func open(_ family: Int32, _ kind: Int32, _ number: Int32) -> Int32 {
        let descriptor = socket(family, kind, number)
        guard descriptor >= 0 else { return errno }
        close(descriptor)
        return 0
    }

    /// To 127.0.0.1.
    static func connect(to port: UInt16) -> Int32 {
        unsafe withLoopback(port) { unsafe Glibc.connect($0, $1, $2) }
    }

    /// To a port of 127.0.0.1 that the system chooses.
    static func bindPort() -> Int32 {
        unsafe withLoopback(0) { unsafe bind($0, $1, $2) }
    }

    private static func withLoopback(
        _ port: UInt16, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket(AF_INET, 1, 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body(descriptor, $0, length) < 0 ? errno : 0
            }
        }
    }

    static func bindUnix(_ path: String) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let descriptor = socket(AF_UNIX, 1, 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) < 0 ? errno : 0
            }
        }
    }

    static func resolve(_ name: String) -> Int32 {
        var found: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(name, nil, nil, &found)
        if let found = unsafe found { unsafe freeaddrinfo(found) }
        return code
    }
}
