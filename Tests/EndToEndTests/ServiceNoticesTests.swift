import GatehouseTransport
import Logging
import Testing

@testable import gatehouse

@Suite struct ServiceNoticesTests {
    private static let now: UInt64 = 1_000_000_000
    private static let processNumber: Int32 = 4711

    @Test func tellsReadyAndStopping() throws {
        let manager = try StandInManager()
        let service = Self.notices(["NOTIFY_SOCKET": manager.name])
        #expect(manager.next() == nil)
        service.ready()
        #expect(manager.next() == "READY=1")
        service.stopping()
        #expect(manager.next() == "STOPPING=1")
        #expect(manager.next() == nil)
        #expect(service.nextNanoseconds == nil)
    }

    @Test func givesSignsOfLifeTwiceInEachInterval() throws {
        let manager = try StandInManager()
        let service = Self.notices(["NOTIFY_SOCKET": manager.name, "WATCHDOG_USEC": "10000000"])
        let due = Self.now + 5_000_000_000
        #expect(service.nextNanoseconds == due)
        service.keepAlive(nowNanoseconds: due - 1)
        #expect(manager.next() == nil)
        service.keepAlive(nowNanoseconds: due)
        #expect(manager.next() == "WATCHDOG=1")
        #expect(service.nextNanoseconds == due + 5_000_000_000)
        service.stopping()
        #expect(manager.next() == "STOPPING=1")
        #expect(manager.next() == "WATCHDOG=1")
    }

    @Test(arguments: [
        ("another process is asked", ["WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "4712"]),
        ("no number", ["WATCHDOG_USEC": "soon"]),
        ("no time", ["WATCHDOG_USEC": "0"]),
        ("more than there is", ["WATCHDOG_USEC": "18446744073709551615"]),
    ])
    func givesNoSignsOfLifeUnasked(why: String, environment: [String: String]) {
        #expect(Self.notices(environment).nextNanoseconds == nil, "\(why)")
    }

    @Test func knowsItsOwnNumber() {
        let service = Self.notices(["WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "4711"])
        #expect(service.nextNanoseconds == Self.now + 5_000_000_000)
    }

    @Test func worksWithoutAManager() {
        for environment in [[:], ["NOTIFY_SOCKET": "/tmp/gatehouse-nobody"], ["NOTIFY_SOCKET": "vsock:2:1"]] {
            let service = Self.notices(environment)
            service.ready()
            service.stopping()
        }
    }

    /// The gateway itself: ready when its listeners are open, and not before.
    @Test func theGatewayIsReadyWhenItListens() throws {
        let manager = try StandInManager()
        let repository = try ScratchRepository()
        let setting = try DemoSetting(root: repository.root, port: 0)
        try setting.makeRecordsFolder()
        defer { RecordsFolder.remove(setting.records) }
        let process = try GatewayProcess(
            setting.preparation, logger: OperatorLog.make(level: .critical),
            environment: ["NOTIFY_SOCKET": manager.name])
        #expect(manager.next() == nil)
        try process.start()
        #expect(manager.next() == "READY=1")
        process.end()
        #expect(manager.next() == "STOPPING=1")
    }

    private static func notices(_ environment: [String: String]) -> ServiceNotices {
        ServiceNotices(
            environment: environment, processNumber: processNumber, nowNanoseconds: now,
            logger: OperatorLog.make(level: .critical))
    }
}
