import GatehouseCertificates
import GatehouseCrypto
import GatehouseTLS
import Testing

@testable import gatehouse

@Suite struct TicketScheduleTests {
    private static let second: UInt64 = 1_000_000_000
    private let listener: BuiltListener

    init() throws {
        let pair = try DevelopmentAuthority(validSeconds: 0...4_000_000_000).issue(
            names: [.dns("a.example")], algorithm: .ecdsa(.p256), validSeconds: 0...4_000_000_000)
        let settings = TLSServerSettings(pairs: [
            CertificatePair(
                id: "edge", certificateChainPEM: pair.certificatePEM, privateKeyPEM: SecretText(pair.privateKeyPEM))
        ])
        let keys = try TicketKeys()
        listener = BuiltListener(
            settings: settings, context: try TLSServerContext(settings, ticketKeys: keys), ticketKeys: keys,
            ticketRotationNanoseconds: 60 * Self.second)
    }

    @Test func keysAreDueOncePerInterval() {
        var schedule = TicketSchedule()
        #expect(schedule.wakeNanoseconds == .max)
        schedule.follow(["https": listener], nowNanoseconds: 0)
        #expect(schedule.wakeNanoseconds == 60 * Self.second)
        #expect(schedule.takeDue(nowNanoseconds: 59 * Self.second).isEmpty)
        #expect(schedule.takeDue(nowNanoseconds: 61 * Self.second).map(\.listener) == ["https"])
        #expect(schedule.takeDue(nowNanoseconds: 61 * Self.second).isEmpty)
        #expect(schedule.wakeNanoseconds == 121 * Self.second)
    }

    /// A reload that changes nothing about a listener does not put its rotation off.
    @Test func reloadsDoNotPutRotationOff() {
        var schedule = TicketSchedule()
        schedule.follow(["https": listener], nowNanoseconds: 0)
        schedule.follow(["https": listener], nowNanoseconds: 50 * Self.second)
        #expect(schedule.wakeNanoseconds == 60 * Self.second)
        schedule.follow(["https": listener.rotating(everyNanoseconds: Self.second)], nowNanoseconds: 50 * Self.second)
        #expect(schedule.wakeNanoseconds == 51 * Self.second)
        schedule.follow([:], nowNanoseconds: 0)
        #expect(schedule.wakeNanoseconds == .max)
    }
}
