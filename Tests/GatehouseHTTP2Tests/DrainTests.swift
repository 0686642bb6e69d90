import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// GOAWAY in both directions (RFC 9113 section 6.8).
struct DrainTests {
    private let pair = SessionPair()

    @Test func drainLetsOpenStreamsFinish() throws {
        let stream = try pair.request()
        pair.pump()
        pair.server.beginDrain()
        pair.pump()
        let notices = pair.clientEvents.filter { $0.kind == .goAwayReceived }
        // The announcement, and after one round trip the final word.
        #expect(notices.map(\.count) == [0x7fff_ffff, Int(stream.number)])
        #expect(pair.client.isDraining && !pair.server.isFinished)
        #expect(throws: HTTP2Failure.requestNotAccepted) { try pair.request() }
        pair.respond(pair.serverEvents[0].stream)
        pair.pump()
        #expect(pair.clientEvents.last?.kind == .streamClosed && pair.clientEvents.last?.code == .noError)
        #expect(pair.server.isFinished && pair.client.isFinished)
    }

    /// A request that crosses the announcement on its way is still taken.
    @Test func requestThatCrossesTheAnnouncementIsServed() throws {
        pair.server.beginDrain()
        let stream = try pair.request()
        pair.onServer = { [unowned pair] event in if event.kind == .requestHead { pair.respond(event.stream) } }
        pair.pump()
        #expect(pair.clientEvents.contains { $0.kind == .responseHead && $0.stream == stream })
        #expect(pair.server.isFinished)
    }

    /// A peer that does not answer the PING is held to the final GOAWAY all the same.
    @Test func drainCompletesWithoutThePeer() {
        let peer = RawPeer()
        peer.session.beginDrain()
        peer.settle()
        #expect(peer.answers.map(\.kind).filter { $0 == 7 }.count == 1)
        peer.session.completeDrain()
        peer.settle()
        #expect(peer.session.isFinished)
        // What comes for streams above the last is ignored, not punished.
        peer.send(.headers(1, HPACKLiteral.post, ends: false), .data(1, ends: true))
        #expect(peer.failure == nil)
        #expect(!peer.events.contains { $0.kind == .requestHead })
    }

    /// What the final GOAWAY does not cover may be sent again by the client: it must not be processed here as well.
    @Test(arguments: [false, true]) func requestsBehindTheFinalWordAreNotTaken(afterPing: Bool) throws {
        let peer = RawPeer()
        let late: [WireFrame] = [.headers(1, HPACKLiteral.post, ends: false), .data(1), .data(1, ends: true)]
        if afterPing {
            peer.session.beginDrain()
            peer.settle()
            let ping = try #require(peer.answers.first { $0.kind == 6 })
            peer.forget()
            peer.send(bytes: ([.ping(ping.payload, flags: WireFrame.acknowledged)] + late).flatMap(\.bytes))
        } else {
            peer.session.completeDrain()
            peer.send(bytes: late.flatMap(\.bytes))
        }
        #expect(peer.answers.first { $0.kind == 7 }?.number(at: 0) == 0)
        #expect(!peer.events.contains { $0.kind == .requestHead })
        #expect(peer.failure == nil && peer.session.isFinished)
    }

    @Test func unprocessedStreamsAreReportedAsRefused() throws {
        let peer = RawPeer(.client)
        let first = try #require(peer.submitRequest())
        let second = try #require(peer.submitRequest())
        peer.send(.goAway(last: first.number))
        let closed = try #require(peer.events.first { $0.kind == .streamClosed })
        #expect(closed.stream == second && closed.code == .refusedStream && closed.owner == 7)
        peer.send(.headers(1, [(":status", "200")]))
        #expect(peer.events.contains { $0.kind == .responseHead && $0.stream == first })
    }

    /// Requests that wait for the peer's limit of streams have certainly not been processed.
    @Test func waitingRequestsAreReportedAsRefused() throws {
        let early = RawPeer(.client, handshake: false)
        #expect(early.session.peerMaxConcurrentStreams >= 100)
        let peer = RawPeer(.client, peer: [(3, 1)])
        #expect(peer.session.peerMaxConcurrentStreams == 1)
        let first = try #require(peer.submitRequest())
        let waiting = try #require(peer.submitRequest())
        #expect(peer.answers.filter { $0.kind == 1 }.count == 1)
        peer.send(.goAway(last: first.number))
        let closed = try #require(peer.events.first { $0.kind == .streamClosed })
        #expect(closed.stream == waiting && closed.code == .refusedStream)
    }

    @Test func refusedStreamIsReportedAsSuch() {
        let peer = RawPeer(.client)
        peer.submitRequest()
        peer.send(.reset(1, HTTP2ErrorCode.refusedStream.rawValue))
        #expect(peer.events.last?.code == .refusedStream)
    }

    @Test func terminateSendsGoAwayAndEnds() {
        pair.server.terminate(.noError)
        pair.pump()
        #expect(pair.clientEvents.first?.kind == .goAwayReceived)
        #expect(pair.server.isFinished)
    }

    @Test func waitingRequestCanBeCancelled() throws {
        let peer = RawPeer(.client, peer: [(3, 1)])
        peer.submitRequest()
        let waiting = try #require(peer.submitRequest())
        peer.session.reset(waiting, code: .cancel)
        peer.send(.headers(1, [(":status", "200")]))
        #expect(peer.answers.filter { $0.kind == 1 }.count == 1)
        #expect(peer.events.contains { $0.kind == .streamClosed && $0.stream == waiting })
        #expect(peer.session.activeStreamCount == 0)
    }
}
