import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// What each kind of abuse is ended with, after how many frames, and what honest peers may do without end.
struct BudgetTests {
    /// One kind of frame, sent again and again on a connection with one open request.
    struct Flood: Sendable, CustomTestStringConvertible {
        let name: String
        let reason: Reason
        /// Ended by this frame at the latest.
        let most: Int
        let frames: @Sendable (Int) -> [WireFrame]
        var testDescription: String { name }

        init(_ name: String, _ reason: Reason, within most: Int, _ frames: @escaping @Sendable (Int) -> [WireFrame]) {
            self.name = name
            self.reason = reason
            self.most = most
            self.frames = frames
        }
    }

    /// The default budgets, and some time for them to refill on a slow machine.
    private static let control = 2_000 + 500

    static let floods: [Flood] = [
        Flood("PING", .http2FrameFlood, within: control) { _ in [.ping()] },
        Flood("unsolicited PING acknowledgements", .http2FrameFlood, within: control) { _ in
            [.ping(flags: WireFrame.acknowledged)]
        },
        Flood("SETTINGS", .http2FrameFlood, within: control / 10) { _ in [.settings()] },
        Flood("SETTINGS that resize windows and tables", .http2FrameFlood, within: control / 10) { number in
            [.settings([(1, number % 2 == 0 ? 0 : 4_096), (4, UInt32(number % 2) * 65_535)])]
        },
        Flood("SETTINGS with 40 entries", .http2FrameFlood, within: 1) { _ in
            [.settings((0..<40).map { (UInt16(0x100 + $0), 1) })]
        },
        Flood("PRIORITY", .http2FrameFlood, within: control) { number in [.priority(UInt32(number % 100) * 2 + 5)] },
        Flood("PRIORITY_UPDATE", .http2FrameFlood, within: control) { _ in
            [WireFrame(kind: 0x10, payload: [0, 0, 0, 1] + Array("u=1".utf8))]
        },
        Flood("ALTSVC, ORIGIN and others that clients do not send", .http2FrameFlood, within: control) { number in
            [WireFrame(kind: [0xa, 0xc, 0x77][number % 3], payload: [0, 0])]
        },
        Flood("unknown frames of 16 KB", .http2FrameFlood, within: control) { _ in
            [WireFrame(kind: 0xee, flags: 0xff, stream: 1, payload: [UInt8](repeating: 0, count: 16_384))]
        },
        Flood("WINDOW_UPDATE of one octet on the connection", .http2FrameFlood, within: control) { _ in
            [.windowUpdate(0, 1)]
        },
        Flood("WINDOW_UPDATE of one octet on a stream", .http2FrameFlood, within: control) { _ in [.windowUpdate(1, 1)]
        },
        Flood("WINDOW_UPDATE on a stream that is over", .http2FrameFlood, within: control) { number in
            number == 0 ? [.reset(1), .windowUpdate(1, 1)] : [.windowUpdate(1, 1)]
        },
        Flood("GOAWAY", .http2FrameFlood, within: control) { _ in [.goAway()] },
        Flood("empty DATA", .http2FrameFlood, within: control) { _ in [.data(1, [])] },
        Flood("DATA of padding alone", .http2FrameFlood, within: 4_200) { _ in
            [WireFrame(kind: 0, flags: WireFrame.padded, stream: 1, payload: [255] + [UInt8](repeating: 0, count: 255))]
        },
        Flood("DATA of a pad length alone", .http2FrameFlood, within: control) { _ in
            [WireFrame(kind: 0, flags: WireFrame.padded, stream: 1, payload: [0])]
        },
        Flood("DATA of one octet", .http2FrameFlood, within: control * 8) { _ in [.data(1, [7])] },
        Flood("DATA for a stream that was reset", .http2FrameFlood, within: 200) { number in
            let data = WireFrame.data(1, [UInt8](repeating: 1, count: 16_384))
            return number == 0 ? [.windowUpdate(1, 0x7fff_ffff), data] : [data]
        },
        Flood("CONTINUATION without end", .http2ContinuationFlood, within: 10) { number in
            number == 0 ? [.headers(3, complete: false)] : [.continuation(3, [], complete: false)]
        },
        Flood("rapid reset (CVE-2023-44487)", .http2ResetFlood, within: 250) { number in
            [.headers(UInt32(number) * 2 + 3, HPACKLiteral.post, ends: false), .reset(UInt32(number) * 2 + 3)]
        },
        Flood("resets of streams that are over", .http2ResetFlood, within: 250) { _ in [.reset(1)] },
        Flood("MadeYouReset (CVE-2025-8671) by a window that overflows", .http2ResetFlood, within: 250) { number in
            let stream = UInt32(number) * 2 + 3
            return [.headers(stream, HPACKLiteral.post, ends: false), .windowUpdate(stream, 0x7fff_ffff)]
        },
        Flood("MadeYouReset by content beyond its length", .http2ResetFlood, within: 250) { number in
            let stream = UInt32(number) * 2 + 3
            let head = HPACKLiteral.post + [("content-length", "1")]
            return [.headers(stream, head, ends: false), .data(stream, ends: true)]
        },
        Flood("MadeYouReset by malformed requests", .http2ResetFlood, within: 250) { number in
            [.headers(UInt32(number) * 2 + 3, HPACKLiteral.get + [("connection", "close")])]
        },
        Flood("field sections just over the limit", .http2ResetFlood, within: 250) { number in
            [.headers(UInt32(number) * 2 + 3, HPACKLiteral.get + [("x", String(repeating: "y", count: 16_250))])]
        },
        Flood("more cookie crumbs than fields are allowed", .http2ResetFlood, within: 250) { number in
            let crumbs = (0..<120).map { _ in ("cookie", "a=b") }
            return [.headers(UInt32(number) * 2 + 3, HPACKLiteral.get + crumbs)]
        },
        Flood("an HPACK bomb (CVE-2026-49975)", .http2FieldBomb, within: 2) { number in
            // One entry of 3,900 octets, then 4,000 references to it: 16 MB in 4 KB.
            let entry =
                [0x40, 0x03] + Array("x-a".utf8) + [0x7f, 0xbd, 0x1d] + [UInt8](repeating: 7 + 90, count: 3_900)
            let head = HPACKLiteral.encode(HPACKLiteral.get)
            let payload = head + (number == 0 ? entry : [UInt8](repeating: 0xbe, count: 4_000))
            return [WireFrame(kind: 1, flags: 5, stream: UInt32(number) * 2 + 3, payload: payload)]
        },
    ]

    @Test(arguments: floods) func isEnded(_ flood: Flood) {
        let peer = RawPeer()
        peer.answersRequests = false
        // As the driver does: a request that is refused gets its answer, or its stream is reset, though that is under way.
        peer.onViolation = { [unowned peer] event in
            if event.isAnswerable { peer.answer(event.stream) } else { peer.session.reset(event.stream, code: .cancel) }
        }
        peer.send(.headers(1, HPACKLiteral.post, ends: false))
        peer.forget()
        var sent = 0
        while !peer.session.isFinished, sent < flood.most {
            peer.send(bytes: flood.frames(sent).flatMap(\.bytes))
            sent += 1
        }
        #expect(peer.endsConnection(.enhanceYourCalm), "after \(sent)")
        #expect(peer.session.fault == flood.reason)
        #expect(peer.session.activeStreamCount <= 100)
    }

    /// The peer's window lets us send one octet at a time: our frames do not pay for its next one.
    @Test func aWindowOfOneOctetAtATimeIsAFlood() {
        let peer = RawPeer(peer: [(4, 0)], content: [UInt8](repeating: 1, count: 100_000))
        peer.send(.headers(1))
        var sent = 0
        while !peer.session.isFinished, sent < Self.control {
            peer.send(.windowUpdate(1, 1))
            sent += 1
        }
        #expect(peer.endsConnection(.enhanceYourCalm))
        #expect(peer.session.fault == .http2FrameFlood)
    }

    @Test func aMalformedPrefaceIsToldAsOne() {
        let peer = RawPeer(handshake: false)
        peer.send(bytes: Array("GET / HTTP/1.1\r\nhost: gate.example\r\n\r\n".utf8))
        #expect(peer.failure == .prefaceMalformed)
        #expect(peer.session.fault == .http2PrefaceMalformed)
        #expect(peer.session.isFinished)
    }

    @Test func otherBreachesAreViolations() {
        let peer = RawPeer()
        peer.send(.data(1))
        #expect(peer.endsConnection(.protocolError, .streamClosed))
        #expect(peer.session.fault == .http2ProtocolViolation)
    }

    @Test func anOrderlyEndIsNobodysFault() {
        let peer = RawPeer()
        peer.send(.headers(1))
        peer.session.completeDrain()
        peer.settle()
        #expect(peer.session.isFinished)
        #expect(peer.session.fault == nil)
    }

    /// What the driver finds out about requests counts as well.
    @Test func malformedRequestsThatTheSessionTookCount() {
        let peer = RawPeer()
        for _ in 0..<250 { peer.session.noteMalformedRequest() }
        peer.settle()
        #expect(peer.endsConnection(.enhanceYourCalm))
        #expect(peer.session.fault == .http2ResetFlood)
    }

    // MARK: Honest peers

    /// A long upload with its acknowledgements, in frames of every honest size, some of them padded.
    @Test(arguments: [64, 1_000, 16_384])
    func uploadsHaveNoEnd(_ size: Int) {
        let peer = RawPeer()
        peer.answersRequests = false
        peer.send(.headers(1, HPACKLiteral.post, ends: false))
        for number in 0..<5_000 {
            if number % 4 == 0, size > 1_000 {
                let payload = [255] + [UInt8](repeating: 1, count: size - 256) + [UInt8](repeating: 0, count: 255)
                peer.send(WireFrame(kind: 0, flags: WireFrame.padded, stream: 1, payload: payload))
            } else {
                peer.send(.data(1, [UInt8](repeating: 1, count: size)))
            }
            drain(peer)
        }
        #expect(peer.isAlive())
    }

    /// Takes content as a driver does.
    private func drain(_ peer: RawPeer) {
        for event in peer.events where event.kind == .body {
            peer.session.message(of: event.stream)?.body.removeAll()
            peer.session.bodyConsumed(event.count, of: event.stream)
        }
        peer.forget()
        peer.settle()
    }

    /// A download whose client returns the window for every frame, on the stream and on the connection.
    @Test func downloadsHaveNoEnd() {
        let peer = RawPeer(peer: [(4, 16_384)], content: [UInt8](repeating: 1, count: 40_000_000))
        peer.send(.headers(1))
        for _ in 0..<2_400 where !peer.session.isFinished {
            peer.send(.windowUpdate(0, 16_384), .windowUpdate(1, 16_384))
            peer.forget()
        }
        #expect(peer.isAlive())
    }

    /// Uploads that we refuse go on for as long as the reset is on its way, a window of each.
    @Test func refusedUploadsMayRunOut() {
        let peer = RawPeer()
        peer.answersRequests = false
        for number in 0..<50 {
            let stream = UInt32(number) * 2 + 1
            peer.send(.headers(stream, HPACKLiteral.post, ends: false))
            peer.events.last.map { peer.session.reset($0.stream, code: .noError) }
            peer.settle()
            for _ in 0..<16 { peer.send(.data(stream, [UInt8](repeating: 1, count: 16_384))) }
            peer.forget()
        }
        #expect(peer.isAlive())
    }

    // MARK: Connectors

    /// Connectors have the same budgets, but that resets are answers.
    @Test(arguments: [
        WireFrame.ping(), .settings(), .windowUpdate(0, 1), WireFrame(kind: 0xee, payload: [1]), .reset(1),
        .headers(1, [(":status", "200")]), .data(1, [UInt8](repeating: 1, count: 16_384)),
    ])
    func aConnectorThatFloodsIsEnded(_ frame: WireFrame) {
        let peer = RawPeer(.client)
        peer.submitRequest()
        peer.send(.headers(1, [(":status", "200")]))
        var sent = 0
        while !peer.session.isFinished, sent < Self.control {
            peer.send(frame)
            sent += 1
        }
        #expect(peer.endsConnection(.enhanceYourCalm))
        #expect(peer.session.fault == .http2FrameFlood)
    }

    @Test func aConnectorMayAnswerWithoutEnd() {
        let peer = RawPeer(.client)
        for number in 0..<3_000 {
            peer.submitRequest()
            let stream = UInt32(number) * 2 + 1
            peer.send(.headers(stream, [(":status", "200")], ends: false), .data(stream, [1], ends: true), .ping())
            peer.forget()
        }
        #expect(peer.isAlive())
    }
}
