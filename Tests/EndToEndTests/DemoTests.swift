import Foundation
import GatehouseCrypto
import GatehouseHTTP
import GatehouseTransport
import Testing

@testable import gatehouse

@Suite struct DemoTests {
    /// The real gateway with the default policy: all of the tour, on ports of the system's choice.
    @Test func everyVerdictOfTheTourIsRight() throws {
        let repository = try ScratchRepository()
        let setting = try DemoSetting(root: repository.root, port: 0)
        let demo = try Demo(setting: setting, root: repository.root)
        defer { try? FileManager.default.removeItem(atPath: setting.records) }
        try demo.start()
        let results = try demo.takeTour()
        #expect(FileManager.default.fileExists(atPath: setting.records))
        demo.end()
        #expect(!FileManager.default.fileExists(atPath: setting.records))
        for result in results {
            #expect(result.complaint == nil, "\(result.step.title): \(String(describing: result.reply))")
        }
        // Nothing arrived late either.
        #expect(setting.connector.arrivals.count == results.count { $0.step.isForwarded })
    }

    @Test func theTourShowsBothSidesInBothProtocols() throws {
        let tour = try Tour(TourBodies(key: .generate(.rsa(bits: 2048))))
        #expect(tour.steps.count >= 20)
        for version in [HTTPVersion.http11, .http2] {
            #expect(tour.steps.contains { $0.request.version == version && $0.isForwarded })
            #expect(tour.steps.contains { $0.request.version == version && !$0.isForwarded })
        }
        for step in tour.steps {
            #expect(step.title.count <= TourTable.titleWidth, "\(step.title)")
        }
    }

    @Test func onlyTheRightPlaceHasADemo() throws {
        let repository = try ScratchRepository()
        try repository.remove("policies/connector.yaml")
        let failure = #expect(throws: DemoSetting.Failure.self) {
            _ = try DemoSetting(root: repository.root, port: 0)
        }
        #expect(failure?.exitStatus == .unreadable)
        #expect(failure?.text.contains("--directory") == true)
        #expect(!FileManager.default.fileExists(atPath: "\(repository.root)/certs"))
    }

    @Test func aTakenPortIsRefusedAlthoughItCouldBeShared() throws {
        let repository = try ScratchRepository()
        let other = OtherListener(try Socket.listening(on: .loopback(port: 0)))
        let port = try #require(other.port)
        let setting = try DemoSetting(root: repository.root, port: port)
        let failure = #expect(throws: DemoSetting.Failure.self) {
            _ = try Demo(setting: setting, root: repository.root)
        }
        #expect(failure?.text.contains("--port") == true)
        #expect(!FileManager.default.fileExists(atPath: setting.records))
    }
}

extension TourStep {
    fileprivate var isForwarded: Bool {
        switch expectation {
        case .forwarded: true
        case .refused: false
        }
    }
}

/// Keeps a listener open as long as it is kept.
private final class OtherListener {
    private let socket: Socket

    init(_ socket: consuming Socket) {
        self.socket = socket
    }

    var port: UInt16? { socket.localAddress?.port }
}
