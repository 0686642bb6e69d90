import GatehouseAudit
import GatehouseHTTP
import GatehouseTransport
import Synchronization
import Testing

@testable import GatehouseAdmin

struct AdminPagesTests {
    private let stage = SampleSources()

    private func reply(
        _ method: Method, _ target: String, host: String? = "localhost", hasContent: Bool = false,
        isFromPage: Bool = false
    ) -> ControlReply {
        let pages = AdminPages(stage.sources, at: .address(.loopback(port: 9901)))
        return pages.reply(
            to: ControlRequest(
                method, target, host: host, hasContent: hasContent, isFromPage: isFromPage, caller: "uid 7 pid 1"))
    }

    @Test(arguments: ["/livez", "/readyz", "/metrics", "/routes", "/certificates", "/upstreams"])
    func pagesAreRead(_ target: String) {
        #expect(reply(.get, target).status == 200)
        #expect(reply(.head, target).status == 200)
        for method in [Method.post, .put, .delete, .options, .patch] {
            #expect(reply(method, target).status == 405)
            #expect(reply(method, target).allow == "GET, HEAD")
        }
    }

    @Test(arguments: ["/drain", "/reload"])
    func ordersArePosted(_ target: String) {
        #expect(reply(.post, target).status == 202)
        #expect(stage.performed.count == 1)
        #expect(reply(.get, target).status == 405)
        #expect(reply(.get, target).allow == "POST")
        #expect(stage.performed.count == 1)
    }

    @Test(arguments: [
        "/", "", "*", "/livez/", "/livez?", "/livez?x=1", "//livez", "/LIVEZ", "/metrics;x", "/%6civez", "/drain/",
        "/reload?", "/debug", "http://localhost/livez",
    ])
    func everythingElseIsNotThere(_ target: String) {
        #expect(reply(.get, target) == .notFound)
        #expect(reply(.post, target) == .notFound)
        #expect(stage.performed.isEmpty)
    }

    @Test(arguments: ["localhost", "127.0.0.1"])
    func answersToItsOwnNames(_ host: String) {
        #expect(reply(.get, "/livez", host: host).status == 200)
    }

    @Test(arguments: [nil, "attacker.example", "127.0.0.2", "localhost.attacker.example", "", "[::1]"])
    func answersToNoOtherName(_ host: String?) {
        #expect(reply(.get, "/metrics", host: host).status == 421)
        #expect(reply(.post, "/drain", host: host).status == 421)
        #expect(stage.performed.isEmpty)
    }

    @Test func pagesInBrowsersAreNotServed() {
        #expect(reply(.post, "/drain", isFromPage: true).status == 403)
        #expect(stage.performed.isEmpty)
    }

    @Test func contentIsNotTaken() {
        #expect(reply(.post, "/drain", hasContent: true).status == 413)
        #expect(stage.performed.isEmpty)
    }

    @Test func saysWhyItIsNotReady() {
        stage.objections.withLock { $0 = ["the gateway is draining", "1 of 2 workers does not answer"] }
        let reply = reply(.get, "/readyz")
        #expect(reply.status == 503)
        #expect(reply.content == "not ready: the gateway is draining; 1 of 2 workers does not answer\n")
        #expect(self.reply(.get, "/livez").status == 200)
    }

    @Test func ordersAreWrittenDown() {
        _ = reply(.post, "/reload")
        #expect(stage.recorded == ["reload uid 7 pid 1 true: done"])
    }

    @Test func anOrderThatFailedIsAConflict() {
        stage.refusesActs.store(true, ordering: .relaxed)
        let reply = reply(.post, "/reload")
        #expect(reply.status == 409)
        #expect(reply.content == "{\"isAccepted\":false,\"outcome\":\"line 7 is wrong\"}\n")
        #expect(stage.recorded == ["reload uid 7 pid 1 false: line 7 is wrong"])
    }

    @Test func listsAreJSON() {
        let reply = reply(.get, "/routes")
        #expect(reply.contentType == "application/json")
        #expect(reply.content.hasPrefix("[{\"exposure\":\"private\",\"hosts\":[\"*\"],\"id\":\"jobs\""))
        #expect(self.reply(.get, "/metrics").contentType == MetricsPage.contentType)
    }
}
