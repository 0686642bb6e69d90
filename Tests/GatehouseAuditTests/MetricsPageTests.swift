import GatehouseHTTP
import Testing

@testable import GatehouseAudit

struct MetricsPageTests {
    private static func page(_ change: (WorkerMetrics) -> Void = { _ in }, facts: MetricFacts = MetricFacts()) throws
        -> PrometheusText
    {
        let metrics = WorkerMetrics(MetricLayout().extended(routes: ["hook"], upstreams: ["connector"]))
        change(metrics)
        return try PrometheusText(MetricsPage(metrics.snapshot(), facts, nowSeconds: 1000).text)
    }

    @Test func hasEveryFamilyOnceInOrder() throws {
        #expect(try Self.page().families.map(\.name) == MetricFamily.allCases.map(\.rawValue))
    }

    @Test func everyReasonIsThereFromTheStart() throws {
        let page = try Self.page()
        for reason in Reason.allCases {
            #expect(page.value("gatehouse_rejections_total", ["reason": reason.rawValue]) == 0)
        }
        #expect(page.family("gatehouse_route_rejections_total")?.samples.isEmpty == true)
    }

    @Test func requestsByRouteStatusAndReason() throws {
        let page = try Self.page { metrics in
            metrics.exchangeEnded(onRoute: 1, status: 401, reason: .signatureInvalid, afterNanoseconds: 1_500_000)
            metrics.exchangeEnded(onRoute: 0, status: 404, reason: .routeNotFound, afterNanoseconds: 100)
            metrics.add(to: .http2Requests)
        }
        #expect(page.value("gatehouse_requests_total", ["route": "hook", "status": "4xx"]) == 1)
        #expect(page.value("gatehouse_requests_total", ["route": "-", "status": "4xx"]) == 1)
        #expect(page.value("gatehouse_requests_by_version_total", ["version": "HTTP/2"]) == 1)
        #expect(
            page.value("gatehouse_route_rejections_total", ["route": "hook", "reason": "signature_invalid"]) == 1)
        let duration = "gatehouse_request_duration_seconds"
        #expect(page.value(duration + "_bucket", ["route": "hook", "le": "0.001"]) == 0)
        #expect(page.value(duration + "_bucket", ["route": "hook", "le": "0.0025"]) == 1)
        #expect(page.value(duration + "_sum", ["route": "hook"]) == 0.0015)
        #expect(page.value(duration + "_count", ["route": "hook"]) == 1)
    }

    @Test func factsOfTheGateway() throws {
        var facts = MetricFacts()
        facts.version = "1.2.3"
        facts.isReady = true
        facts.certificates = [MetricFacts.Certificate(name: "gateway", notAfterSeconds: 900, generation: 3)]
        facts.records.lostCount = 7
        facts.reloads.failureCount = 2
        facts.rotations = [
            MetricFacts.Rotation(kind: "certificate", name: "gateway", activationCount: 3, refusalCount: 5)
        ]
        facts.process.residentBytes = 4096
        let page = try Self.page(facts: facts)
        #expect(page.value("gatehouse_build_info", ["version": "1.2.3"]) == 1)
        #expect(page.value("gatehouse_ready") == 1)
        #expect(page.value("gatehouse_certificate_left_seconds", ["certificate": "gateway"]) == -100)
        #expect(page.value("gatehouse_certificate_generation", ["certificate": "gateway"]) == 3)
        #expect(page.value("gatehouse_records_lost_total") == 7)
        #expect(page.value("gatehouse_reloads_total", ["result": "failure"]) == 2)
        let rotation = ["kind": "certificate", "name": "gateway"]
        #expect(page.value("gatehouse_rotations_total", rotation.merging(["result": "success"]) { $1 }) == 3)
        #expect(page.value("gatehouse_rotations_total", rotation.merging(["result": "failure"]) { $1 }) == 5)
        #expect(page.value("gatehouse_process_resident_bytes") == 4096)
    }

    @Test func upstreamsByName() throws {
        let page = try Self.page { metrics in
            metrics.add(2, to: .openConnections, ofUpstream: 0)
            metrics.connectFailed(.upstreamTLSFailed, toUpstream: 0)
            metrics.responseCame(afterNanoseconds: 1_000_000_000, fromUpstream: 0)
        }
        let labels = ["upstream": "connector"]
        #expect(page.value("gatehouse_upstream_connections_open", labels) == 2)
        #expect(
            page.value(
                "gatehouse_upstream_connects_failed_total", ["upstream": "connector", "reason": "upstream_tls_failed"])
                == 1)
        #expect(page.value("gatehouse_upstream_response_seconds_sum", labels) == 1)
    }
}
