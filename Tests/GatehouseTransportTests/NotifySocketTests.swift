import Glibc
import Testing

@testable import GatehouseTransport

@Suite struct NotifySocketTests {
    @Test(arguments: [
        (NotifySocket.State.ready, "READY=1"),
        (.reloading(monotonicMicroseconds: 1_234_567), "RELOADING=1\nMONOTONIC_USEC=1234567"),
        (.stopping, "STOPPING=1"),
        (.alive, "WATCHDOG=1"),
    ])
    func saysEachStateInOneDatagram(state: NotifySocket.State, expected: String) throws {
        let manager = try StandInManager(name: StandInManager.temporaryPath())
        let socket = try NotifySocket(path: manager.name)
        try socket.tell(state)
        #expect(manager.next() == expected)
        #expect(manager.next() == nil)
    }

    @Test func findsAbstractNames() throws {
        let manager = try StandInManager(name: "@gatehouse-notify-\(UInt64.random(in: .min ... .max))")
        let socket = try NotifySocket(path: manager.name)
        try socket.tell(.ready)
        #expect(manager.next() == "READY=1")
    }

    @Test(arguments: ["", "/", "@", "relative/path", "/with\0nul", "/" + String(repeating: "n", count: 107), "vsock:2:1"])
    func refusesWhatIsNoAddress(path: String) {
        #expect(Self.failure(of: path) == SystemError(.connect, code: EINVAL))
    }

    @Test func saysThatNobodyIsThere() throws {
        let path = StandInManager.temporaryPath()
        #expect(Self.failure(of: path) == SystemError(.connect, code: ENOENT))
    }

    @Test func saysThatTheManagerHasGone() throws {
        var manager: StandInManager? = try StandInManager(name: StandInManager.temporaryPath())
        let socket = try NotifySocket(path: try #require(manager).name)
        manager = nil
        var failure: SystemError?
        do {
            try socket.tell(.alive)
        } catch {
            failure = error
        }
        #expect(failure == SystemError(.send, code: ECONNREFUSED))
    }

    private static func failure(of path: String) -> SystemError? {
        do {
            _ = try NotifySocket(path: path)
            return nil
        } catch {
            return error
        }
    }
}

/// A datagram socket such as a service manager listens on.
private final class StandInManager {
    let name: String
    private let descriptor: Int32

    struct Unavailable: Error {
        let code: Int32
    }

    static func temporaryPath() -> String { "/tmp/gatehouse-notify-\(UInt64.random(in: .min ... .max))" }

    /// - Parameter name: a path, or `@` and an abstract name.
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
