import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// Peers that send what is cheap for them and dear for us: each ends with ENHANCE_YOUR_CALM, within a bound.
struct FloodTests {
    private func strictPeer(_ role: HTTP2Role = .server) -> RawPeer {
        var settings = HTTP2Settings()
        settings.controlFrames = FloodBudget.Limit(burst: 100, perSecond: 0)
        settings.resets = FloodBudget.Limit(burst: 20, perSecond: 0)
        return RawPeer(role, settings: settings)
    }

    @Test(arguments: [
        WireFrame.ping(), .settings(), .settings([(4, 1_000)]), .priority(1), .windowUpdate(0, 1),
        .data(1, []), WireFrame(kind: 0x77, payload: []), .windowUpdate(1, 1),
    ])
    func controlFrameFlood(_ frame: WireFrame) {
        let peer = strictPeer()
        peer.send(.headers(1, HPACKLiteral.post, ends: false))
        for _ in 0..<200 where peer.failure == nil { peer.send(frame) }
        #expect(peer.failure == .peerViolation(.enhanceYourCalm))
        #expect(peer.endsConnection(.enhanceYourCalm))
    }

    @Test func floodInOnePieceIsStoppedInside() {
        let peer = strictPeer()
        peer.send(bytes: (0..<10_000).flatMap { _ in WireFrame.ping().bytes })
        #expect(peer.failure == .peerViolation(.enhanceYourCalm))
        #expect(peer.answers.filter { $0.kind == 6 }.count <= 100)
    }

    /// A peer that does not read its answers cannot make us keep them without bound, whatever its budget.
    @Test func unreadAnswersAreBounded() {
        var settings = HTTP2Settings()
        settings.controlFrames = FloodBudget.Limit(burst: 1_000_000, perSecond: 0)
        let peer = RawPeer(settings: settings)
        let pings = (0..<2_000).flatMap { _ in WireFrame.ping().bytes }
        #expect(throws: HTTP2Failure.peerViolation(.enhanceYourCalm)) { try peer.session.receive(pings.span) }
        peer.settle()
        #expect(peer.endsConnection(.enhanceYourCalm))
        #expect(throws: HTTP2Failure.peerViolation(.enhanceYourCalm)) { try peer.session.receive(pings.span) }
    }

    @Test func emptyContinuationFlood() {
        let peer = RawPeer()
        peer.send(.headers(1, complete: false))
        for _ in 0..<8 { peer.send(.continuation(1, [], complete: false)) }
        #expect(peer.failure == nil)
        peer.send(.continuation(1, [], complete: false))
        #expect(peer.endsConnection(.enhanceYourCalm))
    }

    /// CVE-2023-44487.
    @Test func rapidReset() {
        let peer = strictPeer()
        var opened = 0
        while peer.failure == nil && opened < 100 {
            peer.send(.headers(UInt32(opened) * 2 + 1, HPACKLiteral.post, ends: false), .reset(UInt32(opened) * 2 + 1))
            opened += 1
        }
        #expect(opened == 21)
        #expect(peer.endsConnection(.enhanceYourCalm))
    }

    /// CVE-2025-8671: resets that the peer makes us send count as well.
    @Test(arguments: [true, false])
    func provokedResets(byWindow: Bool) {
        let peer = strictPeer()
        peer.answersRequests = false
        var opened = 0
        while !peer.session.isFinished && opened < 100 {
            let stream = UInt32(opened) * 2 + 1
            peer.send(.headers(stream, HPACKLiteral.post + (byWindow ? [] : [("connection", "close")])))
            if byWindow { peer.send(.windowUpdate(stream, 0x7fff_ffff), .windowUpdate(stream, 0x7fff_ffff)) }
            opened += 1
        }
        #expect(opened == 21)
        #expect(peer.endsConnection(.enhanceYourCalm))
    }

    /// Resets that we decide on are our business.
    @Test func ownResetsAreNotCounted() {
        let peer = strictPeer()
        peer.answersRequests = false
        for index in 0..<50 {
            peer.send(.headers(UInt32(index) * 2 + 1, HPACKLiteral.post, ends: false))
            peer.events.last.map { peer.session.reset($0.stream, code: .cancel) }
        }
        #expect(peer.isAlive())
    }

    /// A peer that does useful things earns its control frames.
    @Test func usefulTrafficIsNeverAFlood() {
        let peer = strictPeer()
        for index in 0..<500 {
            let stream = UInt32(index) * 2 + 1
            peer.send(.headers(stream, HPACKLiteral.post, ends: false), .data(stream, ends: true))
            peer.send(.windowUpdate(0, 100), .ping(), .windowUpdate(0, 100))
        }
        #expect(peer.isAlive())
        #expect(peer.events.filter { $0.kind == .bodySent }.count == 500)
    }

    /// A connector that resets each of its streams does not lose the connection for it.
    @Test func connectorMayResetEveryStream() {
        let peer = strictPeer(.client)
        for index in 0..<200 {
            peer.submitRequest()
            peer.send(.reset(UInt32(index) * 2 + 1))
        }
        #expect(peer.isAlive())
    }

    @Test func connectorMayNotFlood() {
        let peer = strictPeer(.client)
        for _ in 0..<200 where peer.failure == nil { peer.send(.ping()) }
        #expect(peer.endsConnection(.enhanceYourCalm))
    }
}
