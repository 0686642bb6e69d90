import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// Bugs of other servers and of the library, tried here: see `docs/INCIDENTS.md`.
struct HTTP2IncidentTests {
    /// What upsets a reader most: of every type, of lengths that no such frame has, on streams that are not there.
    private static let malformed: [WireFrame] = (0...11).flatMap { kind in
        [0, 1, 5, 8, 9].flatMap { length in
            [0, 1, 2, 0x7fff_ffff].map { stream in
                WireFrame(
                    kind: UInt8(kind), flags: 0xff, stream: stream, payload: [UInt8](repeating: 0xff, count: length))
            }
        }
    }

    /// CVE-2026-27135: an assertion of the library failed when a malformed frame followed the end of the session.
    @Test(arguments: [HTTP2Role.server, .client])
    func malformedFramesBehindTheEndDoNotTrap(role: HTTP2Role) {
        for frame in Self.malformed {
            for isWritten in [true, false] {
                let peer = RawPeer(role)
                peer.session.terminate(.protocolError)
                if isWritten { peer.settle() }
                _ = try? peer.session.receive((frame.bytes + frame.bytes).span)
                peer.settle()
                #expect(peer.session.isFinished)
            }
        }
    }

    /// The same behind a fault of the peer, in the same bytes and in later ones.
    @Test func malformedFramesBehindAFaultDoNotTrap() {
        for frame in Self.malformed {
            let peer = RawPeer()
            peer.send(bytes: WireFrame.data(1).bytes + frame.bytes)
            peer.send(frame)
            #expect(peer.session.isFinished)
            #expect(peer.session.fault == .http2ProtocolViolation)
        }
    }

    /// CVE-2026-73513: a second section that does not end the stream is no trailer section, and no second request.
    @Test func trailersWithoutEndAreNotDelivered() {
        let peer = RawPeer()
        peer.send(.headers(1, HPACKLiteral.post, ends: false), .data(1))
        peer.send(.headers(1, [("x-trailer", "yes")], ends: false))
        peer.send(.data(1, ends: true))
        #expect(peer.endsStream(.protocolError, .streamClosed))
        #expect(!peer.events.contains { $0.kind == .ended })
        #expect(peer.events.filter { $0.kind == .requestHead }.count == 1)
    }

    /// CVE-2026-73550: the limit of a head holds for pseudo-fields too.
    @Test(arguments: [":authority", ":path"]) func pseudoFieldsCountAgainstTheLimit(name: String) throws {
        let peer = RawPeer()
        let fields = HPACKLiteral.get.map { $0.0 == name ? ($0.0, "/" + String(repeating: "a", count: 16_000)) : $0 }
        let more = [("x-more", String(repeating: "b", count: 300))]
        peer.send(.headers(1, fields, complete: false), .continuation(1, more))
        let violation = try #require(peer.events.first)
        #expect(violation.kind == .violation)
        #expect(name == ":authority" || violation.reason == .fieldsTooLarge)
        #expect(!peer.events.contains { $0.kind == .requestHead })
    }
}
