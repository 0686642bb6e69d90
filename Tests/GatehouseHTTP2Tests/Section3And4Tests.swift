import GatehouseHTTP2
import TestSupport
import Testing

/// RFC 9113 sections 3.4 and 4: the preface, frames and field sections, as h2spec judges them.
struct Section3And4Tests {
    private let peer = RawPeer()

    @Test func validPrefaceIsAnswered() {
        let peer = RawPeer(handshake: false)
        peer.send(bytes: RawPeer.preface)
        peer.send(.settings())
        #expect(peer.answers.first?.kind == 4 && peer.answers.first?.flags == 0)
        #expect(peer.answers.contains(.settingsAcknowledgement))
    }

    @Test func invalidPrefaceIsFatal() {
        let peer = RawPeer(handshake: false)
        peer.send(bytes: Array("INVALID CONNECTION PREFACE\r\n\r\n".utf8))
        #expect(peer.failure == .prefaceMalformed)
        #expect(!peer.session.wantsRead)
    }

    @Test func firstFrameMustBeSettings() {
        let peer = RawPeer(handshake: false)
        peer.send(bytes: RawPeer.preface + WireFrame.ping().bytes)
        #expect(peer.endsConnection(.protocolError))
    }

    @Test func announcedSettingsAreOurs() {
        let peer = RawPeer(handshake: false)
        peer.settle()
        let settings = peer.answers.first { $0.kind == 4 }
        let expected = WireFrame.settings([(1, 4_096), (2, 0), (3, 100), (4, 262_144), (6, 16_384)])
        #expect(settings == expected)
        #expect(peer.answers.contains(.windowUpdate(0, 1_048_576 - 65_535)))
    }

    // 4.1
    @Test func unknownFrameTypeIsIgnored() {
        peer.send(WireFrame(kind: 0x16, stream: 0, payload: [0, 0, 0, 0]))
        #expect(peer.isAlive())
    }

    @Test func undefinedFlagIsIgnored() {
        peer.send(.ping(flags: 0x16))
        #expect(peer.isAlive())
    }

    @Test func reservedBitIsIgnored() {
        peer.send(.ping(stream: 0x8000_0000))
        #expect(peer.isAlive())
    }

    // 4.2
    @Test func dataOfMaximumSizeIsTaken() {
        peer.send(
            .headers(1, HPACKLiteral.post, ends: false), .data(1, [UInt8](repeating: 0, count: 16_384), ends: true))
        #expect(peer.hasResponse(on: 1))
    }

    @Test func oversizedDataIsFrameSizeError() {
        peer.send(.headers(1, HPACKLiteral.post, ends: false), .data(1, [UInt8](repeating: 0, count: 16_385)))
        #expect(peer.endsStream(.frameSizeError))
    }

    @Test func oversizedHeadersAreFrameSizeError() {
        var fields = HPACKLiteral.get
        for index in 0..<5 { fields.append(("x-dummy-\(index)", String(repeating: "x", count: 4_096))) }
        peer.send(.headers(1, fields))
        #expect(peer.endsConnection(.frameSizeError))
    }

    // 4.3
    @Test func invalidFieldBlockIsCompressionError() {
        peer.send(WireFrame(kind: 1, flags: 5, stream: 1, payload: [0x40]))
        #expect(peer.endsConnection(.compressionError))
    }

    @Test(arguments: [
        WireFrame.priority(1), .headers(3), .data(1), .ping(), .settings(), .reset(1), .windowUpdate(1, 1),
    ])
    func nothingComesBetweenHeadersAndContinuation(_ frame: WireFrame) {
        peer.send(.headers(1, complete: false), frame, .continuation(1))
        #expect(peer.endsConnection(.protocolError))
    }
}
