import Glibc

/// A datagram socket such as a service manager listens on.
final class StandInManager {
    let name: String
    private let descriptor: Int32

    struct Unavailable: Error {
        let code: Int32
    }

    static func temporaryPath() -> String { "/tmp/gatehouse-notify-\(UInt64.random(in: .min ... .max))" }

    /// Binds to `name`: a path, or `@` and an abstract name.
    init(name: String) throws {
        self.name = name
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: name.utf8) }
        if name.hasPrefix("@") { address.sun_path.0 = 0 }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.utf8.count)
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        }
        guard result == 0 else { throw Unavailable(code: errno) }
    }

    deinit {
        close(descriptor)
        if name.hasPrefix("/") { unsafe unlink(name) }
    }

    /// The next datagram, or nil when none waits: a Unix datagram is there as soon as it was sent.
    func next() -> String? {
        var room = [UInt8](repeating: 0, count: 256)
        let count = unsafe recv(descriptor, &room, room.count, 0)
        return count < 0 ? nil : String(decoding: room.prefix(count), as: UTF8.self)
    }
}
