import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// The same bytes mean the same in any pieces; bytes without meaning end in an error, never in a trap.
struct RobustnessTests {
    /// A conversation with most things in it.
    private static let conversation: [UInt8] = {
        let frames: [WireFrame] = [
            .settings([(4, 70_000)]), .settingsAcknowledgement,
            .headers(1, HPACKLiteral.post, ends: false), .data(1), .data(1, Array("more".utf8)), .ping(),
            .headers(3, HPACKLiteral.get + [("cookie", "a=b")], complete: false), .continuation(3),
            .headers(1, [("x-trailer", "yes")]), .windowUpdate(0, 5), .priority(5),
            .headers(5, HPACKLiteral.post, ends: false), .reset(5, 8), .headers(7, [(":method", "GET"), ("Bad", "")]),
            .headers(9, HPACKLiteral.post + [("content-length", "5")], ends: false), .data(9, ends: true),
            WireFrame(kind: 0x42, payload: [1, 2, 3]), .goAway(),
        ]
        return RawPeer.preface + frames.flatMap(\.bytes)
    }()

    private struct Story: Equatable {
        var events: [HTTP2Event] = []
        var answers: [WireFrame] = []
        var bodies: [String] = []
    }

    private func story(of pieces: [ArraySlice<UInt8>]) -> Story {
        let peer = RawPeer(handshake: false)
        peer.answersRequests = false
        for piece in pieces { peer.send(bytes: Array(piece)) }
        var story = Story(events: peer.events, answers: peer.answers)
        for event in peer.events where event.kind == .ended {
            story.bodies.append(peer.session.message(of: event.stream)?.contentText ?? "")
        }
        return ordered(story)
    }

    /// Makes stories comparable: when a reset is written, which slot a stream has, and how many pieces content comes in
    /// depend on the pieces of the input; what happens on each stream must not.
    private func ordered(_ story: Story) -> Story {
        var story = story
        let events = story.events.sorted { ($0.stream.number, $0.kind.rawValue) < ($1.stream.number, $1.kind.rawValue) }
        story.events = []
        var previous = StreamID.connection
        for var event in events {
            let isSameStream = event.stream == previous
            previous = event.stream
            event.stream = .connection
            if event.kind == .body, isSameStream, story.events.last?.kind == .body {
                story.events[story.events.count - 1].count += event.count
            } else {
                story.events.append(event)
            }
        }
        story.answers.sort { ($0.stream, $0.kind, $0.flags) < ($1.stream, $1.kind, $1.flags) }
        return story
    }

    @Test func everySplitMeansTheSame() {
        let bytes = Self.conversation
        let whole = story(of: [bytes[...]])
        #expect(whole.bodies == ["testmore"])
        #expect(whole.events.count > 8)
        for index in 1..<bytes.count {
            let isSame = story(of: [bytes[..<index], bytes[index...]]) == whole
            #expect(isSame, "split at \(index)")
        }
        let isSame = story(of: bytes.indices.map { bytes[$0...$0] }) == whole
        #expect(isSame, "octet by octet")
    }

    @Test(arguments: 0..<200)
    func garbageNeverTraps(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for role in [HTTP2Role.server, .client] {
            let peer = RawPeer(role)
            if role == .client { peer.submitRequest() }
            peer.send(bytes: random.octets(2_000))
            #expect(peer.failure != nil || peer.session.isFinished || peer.session.wantsRead)
        }
    }

    /// Legal frames with one octet changed get further than garbage.
    @Test(arguments: 0..<300)
    func damagedConversationNeverTraps(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let peer = RawPeer(handshake: false)
        var bytes = Self.conversation
        for _ in 0..<3 {
            bytes[24 + Int(random.next() % UInt64(bytes.count - 24))] = UInt8(truncatingIfNeeded: random.next())
        }
        peer.send(bytes: bytes)
        #expect(peer.session.activeStreamCount <= 100)
    }

    @Test(arguments: 0..<200)
    func randomFramesNeverTrap(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for role in [HTTP2Role.server, .client] {
            let peer = RawPeer(role)
            if role == .client { for _ in 0..<3 { peer.submitRequest() } }
            for _ in 0..<60 {
                let payload = random.octets(Int(random.next() % 40))
                peer.send(
                    WireFrame(
                        kind: UInt8(random.next() % 11), flags: UInt8(truncatingIfNeeded: random.next()),
                        stream: UInt32(random.next() % 8), payload: payload))
            }
            #expect(peer.events.allSatisfy { $0.kind != .bodySent || role == .client || $0.stream.number > 0 })
        }
    }
}
