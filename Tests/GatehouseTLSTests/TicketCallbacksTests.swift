import GatehouseTransport
import Synchronization
import Testing

@testable import GatehouseTLS

/// Resumption, and what ends it.
@Suite struct TicketCallbacksTests {
    private let client: TLSClientContext

    init() throws {
        client = try TestContexts.client()
    }

    /// One connection with a word each way, after which the client has taken in the ticket.
    private func connect(_ server: TLSServerContext, name: String = "a.example.test") throws -> Wire {
        let wire = try Wire(server, client, name: name)
        try wire.establish()
        #expect(try wire.carry("ping", from: wire.client, to: wire.server) == "ping")
        #expect(try wire.carry("pong", from: wire.server, to: wire.client) == "pong")
        #expect(wire.client.isResumed == wire.server.isResumed)
        return wire
    }

    @Test func resumesAcrossOneRotationNotTwo() throws {
        let keys = try TicketKeys()
        let server = try TestContexts.server(["rsa-a", "ec-a"], keys: keys)
        #expect(try !connect(server).server.isResumed)
        let second = try connect(server)
        #expect(second.server.isResumed)
        #expect(second.server.selectedCertificateID == "ec-a")
        #expect(second.server.covers("a.example.test"))
        try keys.rotate()
        #expect(try connect(server).server.isResumed)
        try keys.rotate()
        #expect(try connect(server).server.isResumed, "its ticket was renewed under the key before")
        try keys.rotate()
        try keys.rotate()
        #expect(try !connect(server).server.isResumed)
    }

    @Test func aSuccessorHonoursTicketsOfItsOwnGenerationOnly() throws {
        let keys = try TicketKeys()
        _ = try connect(TestContexts.server(generation: 1, keys: keys))
        #expect(try connect(TestContexts.server(generation: 1, keys: keys)).server.isResumed)
        #expect(try !connect(TestContexts.server(generation: 2, keys: keys)).server.isResumed)
    }

    @Test func ticketsAreForOneName() throws {
        let server = try TestContexts.server(["ec-wild"])
        let first = try Wire(server, client, name: "x.example.test")
        try first.establish()
        #expect(try first.carry("pong", from: first.server, to: first.client) == "pong")
        // The client is made to offer the session under another name of the same certificate.
        let session = try #require(client.shelf?.take("x.example.test"))
        unsafe client.shelf?.put(session.copy(), under: "y.example.test")
        let second = try Wire(server, client, name: "y.example.test")
        try second.establish()
        #expect(!second.server.isResumed)
        unsafe client.shelf?.put(session.copy(), under: "x.example.test")
        let third = try Wire(server, client, name: "x.example.test")
        try third.establish()
        #expect(third.server.isResumed)
    }

    /// Workers share contexts, keys and sessions; keys are rotated meanwhile.
    @Test func contextsServeManyThreads() throws {
        let keys = try TicketKeys()
        let server = try TestContexts.server(["rsa-a", "ec-a"], keys: keys)
        let client = self.client
        let tally = Tally()
        let threads = try (0..<4).map { _ in
            try WorkerThread.spawn(name: "worker") {
                for _ in 0..<25 {
                    guard let wire = try? Wire(server, client), (try? wire.establish()) != nil,
                        (try? wire.carry("pong", from: wire.server, to: wire.client)) == "pong"
                    else { continue }
                    tally.count(isResumed: wire.server.isResumed)
                    try? keys.rotate()
                }
            }
        }
        threads.forEach { $0.join() }
        #expect(tally.established.load(ordering: .relaxed) == 100)
        #expect(tally.resumed.load(ordering: .relaxed) > 0)
    }

    @Test func resumesInTLS12() throws {
        let server = try TestContexts.server()
        for expected in [false, true] {
            let wire = try Wire(server, client)
            wire.client.restrictToTLS12()
            try wire.establish()
            #expect(wire.server.tlsVersionText == "TLSv1.2")
            #expect(wire.server.isResumed == expected)
            #expect(wire.server.selectedCertificateID == "ec-a")
        }
    }
}

/// What the threads of a test have seen.
private final class Tally: Sendable {
    let established = Atomic<Int>(0)
    let resumed = Atomic<Int>(0)

    func count(isResumed: Bool) {
        established.add(1, ordering: .relaxed)
        if isResumed { resumed.add(1, ordering: .relaxed) }
    }
}
