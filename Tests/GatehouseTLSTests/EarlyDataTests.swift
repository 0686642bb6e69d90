import COpenSSL
import Testing

@testable import GatehouseTLS

/// Early data (RFC 8446 section 2.3) can be sent by anybody who has recorded it, from any address, again.
struct EarlyDataTests {
    @Test("CVE-2024-39321: no ticket allows early data")
    func ticketsAllowNoEarlyData() throws {
        let client = try TestContexts.client { $0.resumesSessions = true }
        let wire = try Wire(try TestContexts.server(), client)
        try wire.establish()
        // Tickets come behind the handshake, with the first bytes.
        #expect(try wire.carry("hello", from: wire.server, to: wire.client) == "hello")
        let session = try #require(client.shelf?.take("a.example.test"))
        // `session` keeps it alive during the call.
        let mostBytes = unsafe SSL_SESSION_get_max_early_data(session.pointer)
        #expect(mostBytes == 0)
    }
}
