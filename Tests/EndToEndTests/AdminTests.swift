import Foundation
import GatehouseAdmin
import GatehouseHTTP
import GatehouseTransport
import Synchronization
import Testing

@testable import gatehouse

/// Admin and health listeners of the running gateway.
@Suite struct AdminTests {
    /// The value of a series on a page; nil when it is not there.
    private func value(_ series: String, on page: String) -> Double? {
        page.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }

    @Test func whatClientsDoIsCounted() throws {
        let gateway = try OperatedGateway()
        try gateway.process.start()
        for version in [HTTPVersion.http11, .http2] {
            #expect(try gateway.send(TourRequest(version: version, target: "/open/a")).status == 200)
            #expect(try gateway.send(TourRequest(version: version, target: "/nowhere")).status == 404)
            #expect(try gateway.send(TourRequest(version: version, target: "/inner")).status == 403)
        }
        let page = try gateway.admin.ask("/metrics").content
        gateway.process.end()
        let expected: [(String, Double)] = [
            ("gatehouse_connections_accepted_total", 6),
            ("gatehouse_handshakes_total{version=\"TLSv1.3\",resumed=\"false\"}", 6),
            ("gatehouse_requests_by_version_total{version=\"HTTP/1.1\"}", 3),
            ("gatehouse_requests_by_version_total{version=\"HTTP/2\"}", 3),
            ("gatehouse_requests_total{route=\"open\",status=\"2xx\"}", 2),
            ("gatehouse_requests_total{route=\"inner\",status=\"4xx\"}", 2),
            ("gatehouse_requests_total{route=\"-\",status=\"4xx\"}", 2),
            ("gatehouse_rejections_total{reason=\"route_not_found\"}", 2),
            ("gatehouse_route_rejections_total{route=\"inner\",reason=\"network_not_allowed\"}", 2),
            ("gatehouse_request_duration_seconds_count{route=\"open\"}", 2), ("gatehouse_exchanges_open", 0),
            ("gatehouse_upstream_streams_total{upstream=\"connector\"}", 2),
            ("gatehouse_upstream_streams_open{upstream=\"connector\"}", 0),
            ("gatehouse_upstream_response_seconds_count{upstream=\"connector\"}", 2),
            ("gatehouse_upstream_retries_total{upstream=\"connector\"}", 0), ("gatehouse_ready", 1),
            ("gatehouse_workers", 2), ("gatehouse_workers_silent", 0), ("gatehouse_records_lost_total", 0),
            ("gatehouse_certificate_generation{certificate=\"gateway\"}", 1),
        ]
        for (series, number) in expected { #expect(value(series, on: page) == number, "\(series)") }
        let received = value("gatehouse_received_bytes_total{side=\"downstream\"}", on: page)
        #expect(received.map { $0 > 200 } == true)
        let connections = value("gatehouse_upstream_connections_open{upstream=\"connector\"}", on: page)
        #expect(connections.map { (1...2).contains($0) } == true, "one for each worker that had a request")
        #expect(connections == value("gatehouse_upstream_connects_total{upstream=\"connector\"}", on: page))
    }

    @Test func aConnectorThatIsGoneIsCountedAndShown() throws {
        let gateway = try OperatedGateway()
        gateway.connector.stop()
        try gateway.process.start()
        #expect(try gateway.send(TourRequest(target: "/open/a")).status == 502)
        let report = try StatusReport(from: gateway.admin)
        gateway.process.end()
        #expect(report.isReady, "an unreachable connector is no reason to turn every gateway red")
        #expect(report.upstreams.first.map { $0.failedConnects > 0 } == true)
        #expect(report.routes.first { $0.id == "open" }?.rejections == 1)
    }

    @Test func statusTellsPeopleAndPrograms() throws {
        let gateway = try OperatedGateway()
        try gateway.process.start()
        let report = try StatusReport(from: gateway.admin)
        gateway.process.end()
        #expect(report.isReady && report.state == "ready")
        #expect(report.certificates.map(\.name) == ["gateway"])
        #expect(report.certificates[0].hosts.contains("localhost"))
        #expect(report.routes.map(\.id).sorted() == ["inner", "open"])
        let lines = report.lines(atSeconds: Clock.wallSeconds())
        #expect(lines[0] == "ready")
        #expect(lines.contains { $0.hasPrefix("inner  private to nobody  0") })
        #expect(try JSONDecoder().decode(StatusReport.self, from: Data(report.json.utf8)) == report)
    }

    @Test func theOrderToDrainEndsTheProcessAndIsAudited() throws {
        let gateway = try OperatedGateway()
        try gateway.process.start()
        #expect(try gateway.admin.ask("/drain").status == 405)
        #expect(try gateway.admin.ask("/drain", "POST").status == 202)
        gateway.process.waitForEnd()
        gateway.process.end()
        let records = try gateway.records()
        #expect(records.contains { $0.contains("\"event\":\"admin_act\",\"act\":\"drain\",\"caller\":\"uid ") })
        #expect(throws: AdminClient.Failure.self) { _ = try gateway.admin.ask("/livez") }
    }

    /// Health turns red at once; connections are still taken until the grace is over.
    @Test func healthTurnsRedBeforeTheListenersClose() throws {
        let gateway = try OperatedGateway(
            "health: {address: \"127.0.0.1:0\", path: /healthz}\ndrain: {grace: 60s}\n")
        try gateway.process.start()
        let health = try gateway.health()
        #expect(try health.ask("/healthz").status == 200)
        #expect(try health.ask("/metrics").status == 404)
        let watcher = DrainWatcher(gateway, health)
        try watcher.start()
        gateway.process.end()
        let seen = watcher.finish()
        #expect(seen.health == 503)
        #expect(seen.readiness?.hasPrefix("not ready: the gateway is draining\n") == true)
        #expect(seen.request == 200, "the listener is still open")
        #expect(throws: AdminClient.Failure.self) { _ = try health.ask("/healthz") }
    }

    @Test func checksThatOnlyConnectAreRefusedFromTheBeginningOfTheDrain() throws {
        let gateway = try OperatedGateway("health: {address: \"127.0.0.1:0\"}\ndrain: {grace: 60s}\n")
        try gateway.process.start()
        let health = try gateway.health()
        let watcher = DrainWatcher(gateway, health)
        try watcher.start()
        gateway.process.end()
        #expect(watcher.finish().health == nil)
        #expect(watcher.finish().request == 200)
    }

    @Test func aTakenPlaceIsAnErrorAtStart() throws {
        let first = try OperatedGateway()
        try first.process.start()
        let address = try #require(first.process.controlAddresses.first).address
        let second = try OperatedGateway("health: {address: \"\(address)\", path: /healthz}\n")
        do {
            try second.process.start()
            Issue.record("two listen at one address")
        } catch {
            #expect(error.description.hasPrefix("the health listener cannot be opened: bind"))
        }
        first.process.end()
    }

    @Test func aReloadThatIsNotToBeHadIsAConflict() throws {
        let gateway = try OperatedGateway()
        try gateway.process.start()
        let asked = Mutex<[UInt16?]>([])
        let admin = gateway.admin
        let policy = URL(fileURLWithPath: gateway.policyFile)
        let thread = try WorkerThread.spawn(name: "operator") {
            let good = try? admin.ask("/reload", "POST")
            try? Data("version: 2\n".utf8).write(to: policy)
            let bad = try? admin.ask("/reload", "POST")
            asked.withLock { $0 = [good?.status, bad?.status] }
            _ = try? admin.ask("/drain", "POST")
        }
        gateway.process.waitForEnd()
        thread.join()
        gateway.process.end()
        #expect(asked.withLock { $0 } == [202, 409])
        #expect(
            try gateway.records().contains { $0.contains("\"act\":\"reload\"") && $0.contains("\"accepted\":false") })
    }
}
