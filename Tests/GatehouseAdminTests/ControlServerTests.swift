import Foundation
import GatehouseTransport
import Synchronization
import Testing

@testable import GatehouseAdmin

/// The server with real sockets: a loopback port of the system's choice, or a temporary Unix socket.
struct ControlServerTests {
    private static let loopback = ControlPlace.address(.loopback(port: 0))

    private func server(
        at place: ControlPlace = loopback, limits: ControlLimits = ControlLimits(),
        _ answer: @escaping @Sendable (ControlRequest) -> ControlReply = { ControlReply(200, $0.target + "\n") }
    ) throws -> ControlServer {
        try ControlServer(name: "test", at: place, .pages { answer }, limits: limits)
    }

    private func wire(to server: ControlServer) throws -> Wire {
        try Wire(try #require(server.boundAddress))
    }

    @Test func answersOverTCP() throws {
        let server = try server()
        defer { server.stop() }
        let client = AdminClient(at: .address(try #require(server.boundAddress)))
        #expect(try client.ask("/a") == AdminClient.Answer(status: 200, content: "/a\n"))
    }

    @Test func answersOverAUnixSocketAndKnowsWhoAsks() throws {
        let folder = try SocketFolder()
        let place = try folder.place()
        let server = try server(at: place) { ControlReply(200, "\($0.host ?? "-") \($0.caller)") }
        defer { server.stop() }
        let content = try AdminClient(at: place).ask("/").content
        #expect(content.hasPrefix("localhost uid "))
    }

    @Test func aSecondServerIsRefusedAndTheFirstGoesOn() throws {
        let folder = try SocketFolder()
        let place = try folder.place()
        let first = try server(at: place)
        #expect(throws: SystemError.self) { _ = try server(at: place) }
        #expect(try AdminClient(at: place).ask("/a").status == 200)
        first.stop()
        let third = try server(at: place)
        #expect(try AdminClient(at: place).ask("/a").status == 200)
        third.stop()
    }

    @Test func aConnectionServesOneRequestAfterTheOther() throws {
        let server = try server()
        defer { server.stop() }
        let wire = try wire(to: server)
        let request = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
        _ = wire.send(request + request)
        _ = wire.send("GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let text = try wire.receiveToEnd()
        #expect(text.components(separatedBy: "HTTP/1.1 200").count == 4)
        #expect(text.hasSuffix("\r\n\r\n/b\n"))
    }

    /// As many as fit into one read, so that an answer must not nest in the one before.
    @Test func thousandsOfPipelinedRequestsAreAnswered() throws {
        let server = try server()
        defer { server.stop() }
        let wire = try wire(to: server)
        let count = 4000
        _ = wire.send(String(repeating: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", count: count))
        wire.finishSending()
        let text = try wire.receiveToEnd()
        #expect(text.components(separatedBy: "HTTP/1.1 200").count == count + 1)
    }

    @Test func whatIsNoHTTPIsRefusedAndClosed() throws {
        let server = try server()
        defer { server.stop() }
        let wire = try wire(to: server)
        _ = wire.send("EHLO\r\n\r\n")
        let text = try wire.receiveToEnd()
        #expect(text.hasPrefix("HTTP/1.1 400"))
        #expect(text.hasSuffix("request_line_malformed\n"))
    }

    @Test func contentIsAnsweredWithoutReadingItAll() throws {
        let server = try server { ControlReply($0.hasContent ? 413 : 200, "") }
        defer { server.stop() }
        let wire = try wire(to: server)
        _ = wire.send("POST /drain HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nabc")
        #expect(try wire.receiveToEnd().hasPrefix("HTTP/1.1 413"))
    }

    @Test func headsAreBounded() throws {
        let server = try server()
        defer { server.stop() }
        let wire = try wire(to: server)
        _ = wire.send("GET /\(String(repeating: "a", count: 300)) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try wire.receiveToEnd().hasPrefix("HTTP/1.1 414"))
    }

    @Test func aLongAnswerArrivesWhole() throws {
        let server = try server { _ in ControlReply(200, String(repeating: "0123456789", count: 800_000)) }
        defer { server.stop() }
        let answer = try AdminClient(at: .address(try #require(server.boundAddress))).ask("/metrics")
        #expect(answer.content.utf8.count == 8_000_000)
    }

    @Test func silentConnectionsAreClosed() throws {
        var limits = ControlLimits()
        limits.exchangeMilliseconds = 50
        let server = try server(limits: limits)
        defer { server.stop() }
        let wire = try wire(to: server)
        _ = wire.send("GET /a HT")
        #expect(try wire.receiveToEnd() == "")
    }

    @Test func idleConnectionsCannotShutOutANewOne() throws {
        var limits = ControlLimits()
        limits.maximumConnections = 4
        let server = try server(limits: limits)
        defer { server.stop() }
        let idle = try (0..<20).map { _ in try wire(to: server) }
        #expect(try AdminClient(at: .address(try #require(server.boundAddress))).ask("/a").status == 200)
        #expect(try idle[0].receiveToEnd() == "", "the oldest had to go")
    }

    @Test func headIsAnsweredWithoutContent() throws {
        let server = try server()
        defer { server.stop() }
        let wire = try wire(to: server)
        _ = wire.send("HEAD /abc HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let text = try wire.receiveToEnd().lowercased()
        #expect(text.contains("content-length: 5\r\n"))
        #expect(text.hasSuffix("\r\n\r\n"))
    }

    @Test func whatABrowserSendsIsRecognised() throws {
        let server = try server { ControlReply(200, $0.isFromPage ? "page" : "tool") }
        defer { server.stop() }
        for (field, expected) in [
            ("Origin: null", "page"), ("Sec-Fetch-Site: cross-site", "page"), ("Accept: *", "tool"),
        ] {
            let wire = try wire(to: server)
            _ = wire.send("GET / HTTP/1.1\r\nHost: x\r\n\(field)\r\nConnection: close\r\n\r\n")
            #expect(try wire.receiveToEnd().hasSuffix(expected))
        }
    }

    @Test func aClosedListenerRefusesAndOpenConnectionsGoOn() throws {
        let server = try server()
        defer { server.stop() }
        let open = try wire(to: server)
        _ = open.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try open.receive { $0.hasSuffix("/a\n") }
        server.closeListener()
        try awaitRefusal(at: try #require(server.boundAddress))
        _ = open.send("GET /b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(try open.receiveToEnd().hasSuffix("/b\n"))
    }

    @Test func checksThatOnlyConnectAreClosedAtOnce() throws {
        let server = try ControlServer(name: "test", at: Self.loopback, .connections)
        defer { server.stop() }
        let wire = try wire(to: server)
        #expect(try wire.receiveToEnd() == "")
        server.closeListener()
        try awaitRefusal(at: try #require(server.boundAddress))
    }

    /// The order to close is carried out by another thread: asks again until it is.
    private func awaitRefusal(at address: SocketAddress) throws {
        let deadline = Clock.monotonicNanoseconds() + 5_000_000_000
        while Clock.monotonicNanoseconds() < deadline {
            do { _ = try Wire(address) } catch { return }
        }
        throw AdminClient.Failure.timedOut
    }
}
