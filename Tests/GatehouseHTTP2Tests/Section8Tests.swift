import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// RFC 9113 section 8: messages in both directions, from the tables in `Tests/Adversarial`.
struct Section8Tests {
    @Test(arguments: AdversarialTable.rows("http2-request-heads"))
    func requestHead(_ row: AdversarialTable.Row) {
        let peer = RawPeer()
        peer.send(.headers(1, AdversarialTable.fields(row.input)))
        #expect(outcome(of: peer) == row.expected)
        #expect(peer.isAlive())
    }

    @Test(arguments: AdversarialTable.rows("http2-request-trailers"))
    func requestTrailers(_ row: AdversarialTable.Row) {
        let peer = RawPeer()
        peer.send(
            .headers(1, HPACKLiteral.post, ends: false), .data(1), .headers(1, AdversarialTable.fields(row.input)))
        switch row.expected {
        case "accepted": #expect(peer.hasResponse(on: 1))
        case "calm": #expect(peer.endsStream(.enhanceYourCalm))
        default: #expect(peer.answers.contains(.reset(1, 1)))
        }
        #expect(peer.events.contains { $0.kind == .ended } == (row.expected == "accepted"))
        #expect(peer.isAlive())
    }

    @Test(arguments: AdversarialTable.rows("http2-response-heads"))
    func responseHead(_ row: AdversarialTable.Row) {
        let peer = RawPeer(.client)
        peer.submitRequest()
        peer.send(.headers(1, AdversarialTable.fields(row.input)))
        let isAccepted = peer.events.contains { $0.kind == .responseHead }
        #expect(isAccepted == (row.expected == "accepted"))
        #expect(peer.events.contains { $0.kind == .violation } == !isAccepted)
        #expect(peer.events.last?.kind == .streamClosed)
        #expect(peer.isAlive())
    }

    // 8.1
    @Test func secondHeadersWithoutEndStreamAreProtocolError() {
        let peer = RawPeer()
        peer.send(.headers(1, HPACKLiteral.post, ends: false), .headers(1, [("x-a", "b")], ends: false))
        #expect(peer.endsStream(.protocolError))
    }

    // 8.1.1
    @Test(arguments: [["test"], ["te", "st!"]])
    func contentThatIsNotAsLongAsDeclaredIsProtocolError(_ pieces: [String]) {
        let peer = RawPeer()
        let total = pieces.joined().utf8.count
        let stated = total == 4 ? "1" : "6"
        peer.send(.headers(1, HPACKLiteral.post + [("content-length", stated)], ends: false))
        for (index, piece) in pieces.enumerated() {
            peer.send(.data(1, Array(piece.utf8), ends: index == pieces.count - 1))
        }
        #expect(peer.endsStream(.protocolError))
        #expect(!peer.events.contains { $0.kind == .ended })
        #expect(peer.events.contains { $0.kind == .violation && $0.reason == .http2ProtocolViolation })
    }

    /// After an answerable violation nothing of the request is delivered, and the reply goes out.
    @Test func oversizedHeadCanBeAnswered() throws {
        let peer = RawPeer()
        let long = [("x-long", String(repeating: "x", count: 16_000))]
        peer.send(.headers(1, HPACKLiteral.post + long, ends: false, complete: false), .continuation(1, long))
        let violation = try #require(peer.events.first)
        #expect(violation.kind == .violation && violation.reason == .fieldsTooLarge && violation.isAnswerable)
        peer.send(.data(1))
        #expect(peer.events.count == 1)
        peer.answer(violation.stream)
        peer.settle()
        #expect(peer.hasResponse(on: 1))
        #expect(peer.events.last?.kind == .bodySent)
    }

    /// Octets that cost the sender one each, and us a field of 4 KB: the connection ends long before memory does.
    @Test func fieldBombEndsConnection() {
        let peer = RawPeer()
        // An indexed literal, then references to it (RFC 7541 section 6.1: index 62 is the newest entry).
        var block = HPACKLiteral.encode(HPACKLiteral.get)
        let value = [UInt8](repeating: 0x61, count: 3_900)
        block += [0x40, 1, 0x62, 127, 0xbd, 0x1d] + value
        block += [UInt8](repeating: 0x80 | 62, count: 10_000)
        peer.send(WireFrame(kind: 1, flags: 5, stream: 1, payload: block))
        #expect(peer.failure == .peerViolation(.enhanceYourCalm))
        #expect(peer.endsConnection(.enhanceYourCalm))
    }

    private func outcome(of peer: RawPeer) -> String {
        if let violation = peer.events.first(where: { $0.kind == .violation }) {
            guard !violation.isAnswerable else { return violation.reason.rawValue }
            return peer.answers.contains(.reset(1, 1)) && peer.events.last?.kind == .streamClosed ? "reset" : "silent"
        }
        return peer.events.contains { $0.kind == .requestHead } && peer.hasResponse(on: 1) ? "accepted" : "lost"
    }
}
