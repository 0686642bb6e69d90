import GatehouseHTTP2
import TestSupport
import Testing

/// RFC 9113 section 5: stream states, identifiers, concurrency, priority, errors, extensions, as h2spec judges them.
struct Section5Tests {
    private let peer = RawPeer()

    /// Opens stream 1 and leaves it half-closed (remote): the window is too small for the answer.
    private func halfClosedPeer() -> RawPeer {
        let peer = RawPeer(peer: [(4, 0)], content: Array("answer".utf8))
        peer.send(.headers(1))
        return peer
    }

    // 5.1 idle
    @Test(arguments: [WireFrame.data(1, ends: true), .reset(1), .windowUpdate(1, 100), .continuation(1)])
    func frameOnIdleStreamIsProtocolError(_ frame: WireFrame) {
        peer.send(frame)
        #expect(peer.endsConnection(.protocolError, .streamClosed))
    }

    @Test func priorityOnIdleStreamIsTaken() {
        peer.send(.priority(1))
        #expect(peer.isAlive())
    }

    // 5.1 half-closed (remote)
    @Test func dataOnHalfClosedStreamIsStreamClosed() {
        let peer = halfClosedPeer()
        peer.send(.data(1, ends: true))
        #expect(peer.endsStream(.streamClosed))
    }

    @Test func headersOnHalfClosedStreamAreStreamClosed() {
        let peer = halfClosedPeer()
        peer.send(.headers(1))
        #expect(peer.endsStream(.streamClosed))
    }

    @Test func continuationOnHalfClosedStreamIsAnError() {
        let peer = halfClosedPeer()
        peer.send(.continuation(1))
        #expect(peer.endsStream(.streamClosed, .protocolError))
    }

    // 5.1 closed by the peer's RST_STREAM
    @Test(arguments: [WireFrame.data(1, ends: true), .headers(1)], [true, false])
    func frameAfterResetIsStreamClosed(_ frame: WireFrame, inOnePiece: Bool) {
        let opening = [WireFrame.headers(1, HPACKLiteral.post, ends: false), .reset(1), frame]
        if inOnePiece {
            peer.send(bytes: opening.flatMap(\.bytes))
        } else {
            for frame in opening { peer.send(frame) }
        }
        #expect(peer.endsStream(.streamClosed))
    }

    @Test func continuationAfterResetIsAnError() {
        peer.send(.headers(1, HPACKLiteral.post, ends: false), .reset(1), .continuation(1))
        #expect(peer.endsStream(.streamClosed, .protocolError))
    }

    // 5.1 closed by END_STREAM on both sides
    @Test(arguments: [WireFrame.data(1, ends: true), .headers(1)])
    func frameAfterEndIsStreamClosed(_ frame: WireFrame) {
        peer.send(.headers(1))
        #expect(peer.hasResponse(on: 1))
        peer.send(frame)
        #expect(peer.endsConnection(.streamClosed))
    }

    @Test func continuationAfterEndIsAnError() {
        peer.send(.headers(1))
        peer.send(.continuation(1))
        #expect(peer.endsConnection(.streamClosed, .protocolError))
    }

    @Test(arguments: [WireFrame.windowUpdate(1, 1), .reset(1), .priority(1)])
    func lateControlFrameOnClosedStreamIsTaken(_ frame: WireFrame) {
        peer.send(.headers(1))
        peer.send(frame)
        #expect(peer.isAlive())
    }

    /// What is on the way when our RST_STREAM leaves is no fault of the peer.
    @Test(arguments: [WireFrame.data(1), .data(1, ends: true), .headers(1, [("x-late", "trailer")])])
    func lateFrameAfterOurResetIsIgnored(_ frame: WireFrame) throws {
        peer.send(.headers(1, HPACKLiteral.post, ends: false))
        peer.session.reset(try #require(peer.events.first?.stream), code: .cancel)
        peer.settle()
        #expect(peer.endsStream(.cancel))
        peer.send(frame)
        #expect(peer.isAlive())
    }

    // 5.1.1
    @Test func evenStreamNumberIsProtocolError() {
        peer.send(.headers(2))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test(arguments: [true, false])
    func smallerStreamNumberIsProtocolError(inOnePiece: Bool) {
        if inOnePiece {
            peer.send(.headers(5), .headers(3))
        } else {
            peer.send(.headers(5))
            peer.send(.headers(3))
        }
        #expect(peer.endsConnection(.protocolError))
    }

    // 5.1.2
    @Test func tooManyStreamsAreRefused() {
        peer.answersRequests = false
        for index in 0...100 { peer.send(.headers(UInt32(index) * 2 + 1)) }
        #expect(peer.endsStream(.protocolError, .refusedStream))
        #expect(peer.session.activeStreamCount <= 100)
    }

    /// Before our SETTINGS are acknowledged the peer cannot know the limit.
    @Test func tooManyEarlyStreamsAreRefusedOneByOne() {
        let peer = RawPeer(handshake: false)
        peer.answersRequests = false
        peer.send(bytes: RawPeer.preface + WireFrame.settings().bytes)
        for index in 0...100 { peer.send(.headers(UInt32(index) * 2 + 1, HPACKLiteral.post, ends: false)) }
        #expect(peer.answers.contains(.reset(201, HTTP2ErrorCode.refusedStream.rawValue)))
        peer.send(.data(201, ends: true))
        #expect(peer.isAlive())
    }

    // 5.3.1
    @Test func headersDependingOnThemselvesAreProtocolError() {
        var frame = WireFrame.headers(1)
        frame.flags |= WireFrame.priorityFlag
        frame.payload = WireFrame.octets(1) + [255] + frame.payload
        peer.send(frame)
        #expect(peer.endsStream(.protocolError))
    }

    @Test func priorityDependingOnItselfIsProtocolError() {
        peer.send(.priority(1, dependsOn: 1))
        #expect(peer.endsStream(.protocolError))
    }

    // 5.4.1
    @Test func connectionErrorSendsGoAwayAndCloses() {
        peer.send(.ping(stream: 3))
        #expect(peer.answers.contains { $0.kind == 7 })
        #expect(peer.events.contains { $0.kind == .terminated && $0.code == .protocolError })
        #expect(peer.session.isFinished)
    }

    // 5.5
    @Test func unknownExtensionFrameIsIgnored() {
        peer.send(WireFrame(kind: 0xff, stream: 0, payload: Array("unknown!".utf8)))
        #expect(peer.isAlive())
    }

    @Test func unknownExtensionFrameInsideFieldSectionIsProtocolError() {
        peer.send(
            .headers(1, complete: false), WireFrame(kind: 0xff, payload: Array("unknown!".utf8)), .continuation(1))
        #expect(peer.endsConnection(.protocolError))
    }
}
