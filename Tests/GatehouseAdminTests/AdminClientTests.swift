import GatehouseTransport
import Testing

@testable import GatehouseAdmin

struct AdminClientTests {
    @Test func readsACompleteAnswer() {
        let text = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nno\n"
        #expect(AdminClient.parse(Array(text.utf8)) == AdminClient.Answer(status: 503, content: "no\n"))
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nno\n", "HTTP/1.1 200 OK\r\n\r\nno\n",
        "SSH-2.0\r\n\r\n", "HTTP/1.1 xyz\r\nContent-Length: 0\r\n\r\n", "\r\n\r\n",
    ])
    func refusesWhatIsNot(_ text: String) {
        #expect(AdminClient.parse(Array(text.utf8)) == nil)
    }

    @Test func saysThatNobodyIsThere() throws {
        let folder = try SocketFolder()
        let client = AdminClient(at: try folder.place("missing"))
        do {
            _ = try client.ask("/livez")
            Issue.record("somebody was there")
        } catch {
            guard case .unreachable = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test func doesNotWaitForEver() throws {
        let folder = try SocketFolder()
        let place = try folder.place()
        guard case .socket(let path) = place else { return }
        let listener = try UnixListener(at: path)
        #expect(throws: AdminClient.Failure.timedOut) {
            _ = try AdminClient(at: place, waitingMilliseconds: 50).ask("/livez")
        }
        withExtendedLifetime(listener) {}
    }
}
