import GatehouseAdmin
import Testing

@testable import gatehouse

struct StatusReportTests {
    private let report = StatusReport(
        isReady: false, state: "not ready: the gateway is draining",
        certificates: [
            CertificateStatus(
                name: "gateway", hosts: ["a.example", "b.example"], issuer: "CN=Example", key: "ECDSA P-256",
                notBeforeSeconds: 0, notAfterSeconds: 10 * 86_400, generation: 2)
        ],
        upstreams: [
            UpstreamStatus(
                name: "connector", address: "10.0.0.7:8080", connections: 2, streams: 1, requests: 30, retries: 4,
                failedConnects: 5)
        ],
        routes: [
            RouteStatus(
                id: "jobs", exposure: "private", networks: ["vpc", "office"], methods: ["POST"], hosts: ["*"],
                path: "/jobs/*", signature: "fluent", upstream: "connector", requests: 12, rejections: 3)
        ])

    @Test func isReadByPeople() {
        #expect(
            report.lines(atSeconds: 86_400) == [
                "not ready: the gateway is draining", "",
                "CERTIFICATE  DAYS LEFT  KEY          GENERATION  HOSTS                 ISSUER",
                "gateway      9          ECDSA P-256  2           a.example, b.example  CN=Example", "",
                "UPSTREAM   ADDRESS        CONNECTIONS  OPEN REQUESTS  REQUESTS  RETRIES  FAILED CONNECTS",
                "connector  10.0.0.7:8080  2            1              30        4        5", "",
                "ROUTE  EXPOSURE                REQUESTS  REJECTED  METHODS  REQUIRES          HOSTS  PATH",
                "jobs   private to vpc, office  12        3         POST     signature fluent  *      /jobs/*",
            ])
    }

    @Test func isReadByPrograms() {
        #expect(report.json.hasPrefix("{\"certificates\":[{\"generation\":2,"))
        #expect(report.json.contains("\"isReady\":false"))
        #expect(!report.json.contains("\n"))
    }
}
