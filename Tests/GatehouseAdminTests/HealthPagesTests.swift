import GatehouseHTTP
import Testing

@testable import GatehouseAdmin

struct HealthPagesTests {
    private let lifecycle = Lifecycle()

    private func reply(_ method: Method, _ target: String, hasContent: Bool = false) -> ControlReply {
        let lifecycle = lifecycle
        let pages = HealthPages(path: "/healthz") { lifecycle.isReady }
        return pages.reply(
            to: ControlRequest(method, target, host: "10.0.0.7", hasContent: hasContent, caller: "10.0.0.1:5"))
    }

    @Test func isRedBeforeAndAfterAndGreenBetween() {
        #expect(reply(.get, "/healthz").status == 503)
        lifecycle.advance(to: .serving)
        #expect(reply(.get, "/healthz").status == 200)
        #expect(reply(.head, "/healthz").status == 200)
        lifecycle.advance(to: .draining)
        #expect(reply(.get, "/healthz").status == 503)
    }

    @Test(arguments: ["/", "/healthz/", "/healthz?x", "/HEALTHZ", "/metrics", "/readyz", "/drain"])
    func thereIsNoOtherPage(_ target: String) {
        lifecycle.advance(to: .serving)
        #expect(reply(.get, target) == .notFound)
        #expect(reply(.post, target) == .notFound)
    }

    @Test(arguments: [Method.post, .put, .delete, .options])
    func isOnlyRead(_ method: Method) {
        #expect(reply(method, "/healthz").status == 405)
    }

    @Test func takesNoContent() {
        #expect(reply(.get, "/healthz", hasContent: true).status == 413)
    }
}
