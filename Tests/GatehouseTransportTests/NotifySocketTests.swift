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

    @Test(arguments: [
        "", "/", "@", "relative/path", "/with\0nul", "/" + String(repeating: "n", count: 107), "vsock:2:1",
    ])
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
