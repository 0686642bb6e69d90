import GatehouseHTTP2
import TestSupport
import Testing

/// RFC 9113 sections 6 and 7: every frame type and the error codes, as h2spec judges them.
struct Section6Tests {
    private let peer = RawPeer()

    private func opened(_ peer: [(UInt16, UInt32)] = [], content: [UInt8] = []) -> RawPeer {
        let peer = RawPeer(peer: peer, content: content)
        peer.send(.headers(1, HPACKLiteral.post, ends: false))
        return peer
    }

    // 6.1 DATA
    @Test func dataOnStreamZeroIsProtocolError() {
        peer.send(.data(0))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func dataWithTooMuchPaddingIsProtocolError() {
        let peer = opened()
        peer.send(WireFrame(kind: 0, flags: 0x9, stream: 1, payload: [6] + Array("test".utf8)))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func paddedDataIsTaken() {
        let peer = opened()
        peer.send(WireFrame(kind: 0, flags: 0x9, stream: 1, payload: [6] + Array("test".utf8) + [0, 0, 0, 0, 0, 0]))
        #expect(peer.hasResponse(on: 1))
        #expect(peer.events.contains { $0.kind == .body && $0.count == 4 })
    }

    // 6.2 HEADERS
    @Test func headersOnStreamZeroAreProtocolError() {
        peer.send(.headers(0))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func headersWithTooMuchPaddingAreProtocolError() {
        var frame = WireFrame.headers(1)
        frame.flags |= WireFrame.padded
        frame.payload = [UInt8(frame.payload.count + 1)] + frame.payload
        peer.send(frame)
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func paddedHeadersWithPriorityAreTaken() {
        var frame = WireFrame.headers(1)
        frame.flags |= WireFrame.padded | WireFrame.priorityFlag
        frame.payload = [2] + WireFrame.octets(0) + [15] + frame.payload + [0, 0]
        peer.send(frame)
        #expect(peer.hasResponse(on: 1))
    }

    // 6.3 PRIORITY
    @Test func priorityOnStreamZeroIsProtocolError() {
        peer.send(.priority(0, dependsOn: 1))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func shortPriorityIsFrameSizeError() {
        let peer = opened()
        peer.send(WireFrame(kind: 2, stream: 1, payload: [0x80, 0, 0, 1]))
        #expect(peer.endsStream(.frameSizeError))
    }

    // 6.4 RST_STREAM
    @Test func resetOnStreamZeroIsProtocolError() {
        peer.send(.reset(0))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func shortResetIsFrameSizeError() {
        let peer = opened()
        peer.send(WireFrame(kind: 3, stream: 1, payload: [0, 0, 0]))
        #expect(peer.endsConnection(.frameSizeError))
    }

    // 6.5 SETTINGS
    @Test func acknowledgementWithPayloadIsFrameSizeError() {
        peer.send(WireFrame(kind: 4, flags: 1, payload: [0]))
        #expect(peer.endsConnection(.frameSizeError))
    }

    @Test func settingsOnStreamAreProtocolError() {
        peer.send(WireFrame(kind: 4, stream: 1, payload: [0, 3, 0, 0, 0, 100]))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func raggedSettingsAreFrameSizeError() {
        peer.send(WireFrame(kind: 4, payload: [0, 3, 0]))
        #expect(peer.endsConnection(.frameSizeError))
    }

    // 6.5.2
    @Test(arguments: [
        (UInt16(2), UInt32(2), HTTP2ErrorCode.protocolError),
        (4, 0x8000_0000, .flowControlError),
        (5, 16_383, .protocolError),
        (5, 16_777_216, .protocolError),
    ])
    func illegalSettingIsAnError(_ id: UInt16, _ value: UInt32, _ code: HTTP2ErrorCode) {
        peer.send(.settings([(id, value)]))
        #expect(peer.endsConnection(code))
    }

    @Test func unknownSettingIsIgnored() {
        peer.send(.settings([(0xff, 1)]))
        #expect(peer.isAlive())
    }

    // 6.5.3
    @Test func laterOfTwoValuesCounts() throws {
        let peer = RawPeer(peer: [(4, 100), (4, 1)], content: Array("answer".utf8))
        peer.send(.headers(1))
        #expect(try #require(peer.answers.first { $0.kind == 0 }).payload.count == 1)
    }

    @Test func settingsAreAcknowledged() {
        peer.send(.settings([(3, 100)]))
        #expect(peer.answers.contains(.settingsAcknowledgement))
    }

    // 6.6, 8.4 PUSH_PROMISE
    @Test func pushPromiseFromClientIsProtocolError() {
        let peer = opened()
        peer.send(.pushPromise(1))
        #expect(peer.endsConnection(.protocolError))
    }

    // 6.7 PING
    @Test func pingIsAnswered() {
        peer.send(.ping())
        #expect(peer.answers == [.ping(flags: 1)])
    }

    @Test func pingAcknowledgementIsNotAnswered() {
        peer.send(.ping(Array("unasked?".utf8), flags: 1))
        #expect(peer.answers.isEmpty)
        #expect(peer.isAlive())
    }

    @Test func pingOnStreamIsProtocolError() {
        peer.send(.ping(stream: 1))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func pingOfWrongSizeIsFrameSizeError() {
        peer.send(.ping(Array("short".utf8)))
        #expect(peer.endsConnection(.frameSizeError))
    }

    // 6.8 GOAWAY
    @Test func goAwayOnStreamIsProtocolError() {
        peer.send(.goAway(stream: 1))
        #expect(peer.endsConnection(.protocolError))
    }

    // 6.9 WINDOW_UPDATE
    @Test func zeroIncrementOnConnectionIsProtocolError() {
        peer.send(.windowUpdate(0, 0))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func zeroIncrementOnStreamIsProtocolError() {
        let peer = opened()
        peer.send(.windowUpdate(1, 0))
        #expect(peer.endsStream(.protocolError))
    }

    @Test func shortWindowUpdateIsFrameSizeError() {
        peer.send(WireFrame(kind: 8, payload: [0, 0, 1]))
        #expect(peer.endsConnection(.frameSizeError))
    }

    // 6.9.1
    @Test func nothingIsSentBeyondTheWindow() {
        let peer = RawPeer(peer: [(4, 1)], content: Array("answer".utf8))
        peer.send(.headers(1))
        #expect(peer.answers.filter { $0.kind == 0 }.map(\.payload.count) == [1])
    }

    @Test func connectionWindowOverflowIsFlowControlError() {
        peer.send(.windowUpdate(0, 0x7fff_ffff), .windowUpdate(0, 0x7fff_ffff))
        #expect(peer.endsConnection(.flowControlError))
    }

    @Test func streamWindowOverflowIsFlowControlError() {
        let peer = opened()
        peer.send(.windowUpdate(1, 0x7fff_ffff), .windowUpdate(1, 0x7fff_ffff))
        #expect(peer.endsStream(.flowControlError))
    }

    // 6.9.2
    @Test func laterInitialWindowApplies() {
        let peer = RawPeer(peer: [(4, 0)], content: Array("answer".utf8))
        peer.send(.headers(1))
        #expect(!peer.answers.contains { $0.kind == 0 })
        peer.send(.settings([(4, 1)]))
        #expect(peer.answers.filter { $0.kind == 0 }.map(\.payload.count) == [1])
    }

    @Test func negativeWindowIsHonoured() {
        let peer = RawPeer(peer: [(4, 3)], content: Array("answer".utf8))
        peer.send(.headers(1))
        peer.send(.settings([(4, 2)]))
        peer.send(.windowUpdate(1, 2))
        #expect(peer.answers.filter { $0.kind == 0 }.map(\.payload.count) == [3, 1])
    }

    @Test func initialWindowAboveLimitIsFlowControlError() {
        peer.send(.settings([(4, 0xffff_ffff)]))
        #expect(peer.endsConnection(.flowControlError))
    }

    // 6.10 CONTINUATION
    @Test func continuationsAreJoined() {
        peer.send(.headers(1, complete: false), .continuation(1, [("x-a", "1")], complete: false), .continuation(1))
        #expect(peer.hasResponse(on: 1))
    }

    @Test(arguments: [WireFrame.data(1), .headers(3)])
    func onlyContinuationFollowsContinuation(_ frame: WireFrame) {
        peer.send(.headers(1, complete: false), .continuation(1, complete: false), frame)
        #expect(peer.endsConnection(.protocolError))
    }

    @Test(arguments: [UInt32(0), 3])
    func continuationOnOtherStreamIsProtocolError(_ stream: UInt32) {
        peer.send(.headers(1, complete: false), .continuation(stream))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func continuationAfterCompleteHeadersIsProtocolError() {
        peer.send(.headers(1, HPACKLiteral.post, ends: false), .continuation(1))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func continuationAfterCompleteContinuationIsProtocolError() {
        peer.send(.headers(1, HPACKLiteral.post, ends: false, complete: false), .continuation(1), .continuation(1))
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func continuationAfterDataIsProtocolError() {
        let peer = opened()
        peer.send(.data(1), .continuation(1))
        #expect(peer.endsConnection(.protocolError))
    }

    // 7
    @Test func unknownCodeInGoAwayIsTaken() {
        peer.send(.goAway(code: 0xff))
        #expect(peer.failure == nil)
        #expect(peer.events.contains { $0.kind == .goAwayReceived && $0.code.rawValue == 0xff })
    }

    @Test func unknownCodeInResetIsPassedOn() {
        let peer = opened()
        peer.send(.reset(1, 0xff))
        #expect(peer.events.contains { $0.kind == .streamClosed && $0.code.rawValue == 0xff })
        #expect(peer.isAlive())
    }
}
