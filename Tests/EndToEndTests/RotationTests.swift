import Foundation
import GatehouseCertificates
import GatehouseCrypto
import GatehouseTransport
import Testing

@testable import gatehouse

/// Certificates exchanged under a running gateway.
@Suite(.serialized) struct RotationTests {
    /// How a pair comes to its place.
    enum Style: CaseIterable {
        case inPlace, keyFirst, renamed, turnedLink
    }

    private static func authority() throws -> DevelopmentAuthority {
        try DevelopmentAuthority(
            validSeconds: (RunningGateway.now - 60)...(RunningGateway.now + 90 * 86_400))
    }

    private func put(_ pair: CertificatePair, _ style: Style, _ turn: Int, in gateway: RunningGateway) throws {
        switch style {
        case .inPlace:
            try gateway.put(pair)
        case .keyFirst:
            try gateway.write("key.pem", pair.privateKeyPEM)
            try gateway.write("chain.pem", pair.certificatePEM)
        case .renamed:
            try gateway.write("chain.new", pair.certificatePEM)
            try gateway.write("key.new", pair.privateKeyPEM)
            for name in ["chain", "key"] {
                try #require(unsafe rename(gateway.path("\(name).new"), gateway.path("\(name).pem")) == 0)
            }
        case .turnedLink:
            try turnLink(pair, turn, in: gateway)
        }
    }

    private func turnLink(_ pair: CertificatePair, _ turn: Int, in gateway: RunningGateway) throws {
        let folder = "..\(turn)"
        try FileManager.default.createDirectory(atPath: gateway.path(folder), withIntermediateDirectories: true)
        try gateway.write("\(folder)/chain.pem", pair.certificatePEM)
        try gateway.write("\(folder)/key.pem", pair.privateKeyPEM)
        try #require(unsafe symlink(folder, gateway.path("..data_tmp")) == 0)
        try #require(unsafe rename(gateway.path("..data_tmp"), gateway.path("..data")) == 0)
        for name in ["chain.pem", "key.pem"] {
            try? FileManager.default.removeItem(atPath: gateway.path(name))
            try #require(unsafe symlink("..data/\(name)", gateway.path(name)) == 0)
        }
    }

    /// A client that trusts only the second authority gets in once the pair of that one serves.
    @Test(arguments: Style.allCases)
    func newHandshakesSeeTheNewPairWithinHalfASecond(_ style: Style) throws {
        let gateway = try RunningGateway()
        let other = try Self.authority()
        let client = try gateway.client(trusting: other)
        #expect(throws: TourFailure.self) { try client.send(TourRequest()) }
        let pair = try gateway.pair(from: other)
        let start = Clock.monotonicNanoseconds()
        try put(pair, style, 1, in: gateway)
        #expect(gateway.wait(milliseconds: 10_000) { (try? client.send(TourRequest())) != nil })
        let milliseconds = (Clock.monotonicNanoseconds() - start) / 1_000_000
        // The bound is 500 ms; a machine that runs all tests at once may take longer to get to it.
        #expect(milliseconds < 1500, "\(milliseconds) ms")
        // The writer of records is another thread than the one that answered.
        #expect(gateway.wait(milliseconds: 5000) { gateway.records("rotation_activated").count == 1 })
    }

    /// Good and broken pairs in quick succession and in all styles, under load: nobody notices.
    @Test func noHandshakeFailsHoweverOftenPairsChange() throws {
        let gateway = try RunningGateway()
        let load = try Load(gateway.client())
        var turn = 0
        let end = Clock.monotonicNanoseconds() + 4_000_000_000
        while Clock.monotonicNanoseconds() < end {
            turn += 1
            let style = Style.allCases[turn % Style.allCases.count]
            let good = try gateway.pair()
            let pair = turn % 2 == 0 ? good : try broken(turn, good, gateway)
            try put(pair, style, turn, in: gateway)
            usleep(100_000)
        }
        let last = try gateway.pair()
        try put(last, .renamed, turn + 1, in: gateway)
        let serial = try CertificateValidation.certificates(in: last.certificatePEM)[0].facts.serialNumber
        #expect(gateway.wait(milliseconds: 5000) { gateway.text("audit.jsonl").contains(serial) })
        let (goodCount, bad) = load.end()
        #expect(bad == [])
        #expect(goodCount > 20)
    }

    private func broken(_ turn: Int, _ good: CertificatePair, _ gateway: RunningGateway) throws -> CertificatePair {
        let now = RunningGateway.now
        switch turn % 5 {
        case 0: return try gateway.pair(valid: (now - 50)...(now - 10))
        case 1: return CertificatePair(certificatePEM: "", privateKeyPEM: good.privateKeyPEM)
        case 2:
            return CertificatePair(certificatePEM: good.certificatePEM, privateKeyPEM: try gateway.pair().privateKeyPEM)
        case 3: return try gateway.pair(valid: (now + 3600)...(now + 7200))
        default:
            return CertificatePair(
                certificatePEM: String(good.certificatePEM.prefix(200)), privateKeyPEM: good.privateKeyPEM)
        }
    }

    @Test func anExpiredPairRefusesToStart() throws {
        let gateway = try RunningGateway()
        let now = RunningGateway.now
        try gateway.put(try gateway.pair(valid: (now - 50)...(now - 10)))
        let (status, output) = try gateway.run(["run", "--config", gateway.path("policy.yaml")])
        #expect(status == ExitStatus.configuration.rawValue)
        #expect(output.contains("expired"))
        #expect(try gateway.client().send(TourRequest()).status == 404, "the one that runs serves on")
    }

    /// Client certificates are asked for as long as the listener says so, whatever happens to the file.
    @Test func clientCertificatesFailClosed() throws {
        let authority = try Self.authority()
        let options = ", client_certificates: {ca: partners.pem}"
        let gateway = try RunningGateway(
            options: options, files: ["partners.pem": authority.pair.certificatePEM], authority: authority)
        let client = try gateway.client()
        #expect(throws: TourFailure.self) { try client.send(TourRequest()) }
        try FileManager.default.removeItem(atPath: gateway.path("partners.pem"))
        #expect(gateway.wait(milliseconds: 5000) { !gateway.records("rotation_refused").isEmpty })
        #expect(throws: TourFailure.self) { try client.send(TourRequest()) }
        #expect(gateway.wait(milliseconds: 5000) { gateway.records("connection_refused").count == 2 })
        #expect(gateway.records("connection_refused").allSatisfy { $0.contains("tls_client_certificate_refused") })
        let (status, output) = try gateway.run(["check", "--config", gateway.path("policy.yaml")])
        #expect(status == ExitStatus.configuration.rawValue)
        #expect(output.contains("partners.pem does not exist"))
    }
}
