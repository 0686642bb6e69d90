import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// Back-pressure: windows end to end, bounded memory, stalls that stay where they are.
struct FlowControlTests {
    private let pair = SessionPair()
    private static let megabytes = 200 << 20

    /// 200 MB in each direction through a reader that takes as it comes: never more than a window is held anywhere.
    @Test func hugeContentBothWaysInBoundedMemory() throws {
        let request = MessageBuffer()
        let response = MessageBuffer()
        let block = [UInt8](repeating: 0x5a, count: 65_536)
        var taken = (server: 0, client: 0)
        var most = 0
        func refill(_ message: MessageBuffer) {
            while message.body.count < 65_536 && message.receivedByteCount < UInt64(Self.megabytes) {
                message.appendBody(block.span)
            }
            message.isEnded = message.receivedByteCount == UInt64(Self.megabytes)
        }
        func consume(_ event: HTTP2Event, _ session: HTTP2Session) -> Int {
            guard event.kind == .body, let message = session.message(of: event.stream) else { return 0 }
            most = max(most, message.body.count)
            let count = message.body.count
            message.body.consume(count)
            session.bodyConsumed(count, of: event.stream)
            return count
        }
        refill(request)
        refill(response)
        let stream = try pair.request(body: request)
        var served: StreamID?
        pair.onServer = { [unowned pair] event in
            taken.server += consume(event, pair.server)
            if event.kind == .requestHead {
                served = event.stream
                pair.respond(event.stream, body: response)
            }
            if event.kind == .bodyTaken { refill(response) }
        }
        pair.onClient = { [unowned pair] event in
            taken.client += consume(event, pair.client)
            if event.kind == .bodyTaken { refill(request) }
        }
        repeat {
            pair.pump(limit: 131_072)
            pair.client.resumeBody(of: stream)
            if let served { pair.server.resumeBody(of: served) }
        } while pair.client.wantsWrite || pair.server.wantsWrite
        #expect(taken.server == Self.megabytes && taken.client == Self.megabytes)
        #expect(most <= 262_144)
        #expect(request.body.capacity < 1 << 20 && response.body.capacity < 1 << 20)
        #expect(pair.clientEvents.last?.kind == .streamClosed)
    }

    /// Finding F13: a stream that nobody reads holds up nothing but itself, however many there are.
    @Test func stalledStreamsHoldUpOnlyThemselves() throws {
        let block = MessageBuffer(String(repeating: "x", count: 1 << 20))
        for _ in 0..<20 {
            let body = MessageBuffer(block.contentText)
            _ = try pair.request(body: body)
        }
        pair.pump()
        let stalled = pair.serverEvents.filter { $0.kind == .requestHead }
        #expect(stalled.count == 20)
        for event in stalled { #expect(pair.server.message(of: event.stream)?.body.count == 262_144) }
        let live = try pair.request(body: MessageBuffer("alive"))
        pair.onServer = { [unowned pair] event in
            if event.kind == .ended { pair.respond(event.stream, body: MessageBuffer("yes")) }
        }
        pair.pump()
        #expect(pair.client.message(of: live)?.contentText == "yes")
    }

    /// A client with a zero window takes no content, yet others on the same connection are served.
    @Test func zeroWindowHoldsOnlyItsOwnStream() {
        let peer = RawPeer(peer: [(4, 0)], content: Array("answer".utf8))
        peer.send(.headers(1), .headers(3))
        #expect(!peer.answers.contains { $0.kind == 0 })
        peer.send(.windowUpdate(3, 100))
        #expect(peer.answers.filter { $0.kind == 0 }.map(\.stream) == [3])
        #expect(peer.events.filter { $0.kind == .bodySent }.map(\.stream.number) == [3])
    }

    @Test func streamWindowReturnsOnlyWhenConsumed() throws {
        let body = MessageBuffer(String(repeating: "x", count: 300_000))
        _ = try pair.request(body: body)
        pair.pump()
        let stream = pair.serverEvents[0].stream
        let message = try #require(pair.server.message(of: stream))
        #expect(message.body.count == 262_144 && !message.isEnded)
        message.body.consume(262_144)
        pair.pump()
        #expect(message.contentText.isEmpty)
        pair.server.bodyConsumed(262_144, of: stream)
        pair.pump()
        #expect(message.body.count == 300_000 - 262_144 && message.isEnded)
    }

    @Test func outputStopsAtItsLimit() throws {
        _ = try pair.request(body: MessageBuffer(String(repeating: "x", count: 200_000)))
        var output = ByteQueue()
        let first = try pair.client.encode(into: &output, limit: 32_768)
        #expect(first == output.count && first >= 32_768 && first < 32_768 + 16_384 + 9)
        #expect(pair.client.wantsWrite)
        let second = try pair.client.encode(into: &output, limit: 32_768)
        #expect(second == 0)
        output.removeAll()
        #expect(try pair.client.encode(into: &output, limit: 32_768) > 0)
    }

    /// The source is gone between two frames: the stream is reset, nothing is sent in its name.
    @Test func resetDropsTheLentBody() throws {
        let body = MessageBuffer(String(repeating: "x", count: 200_000))
        let stream = try pair.request(body: body)
        var output = ByteQueue()
        _ = try pair.client.encode(into: &output, limit: 32_768)
        let left = body.body.count
        pair.client.reset(stream, code: .cancel)
        _ = try pair.client.encode(into: &output, limit: 1 << 20)
        #expect(body.body.count == left)
        output.withSpan { bytes in _ = try? pair.server.receive(bytes) }
        pair.pump()
        #expect(pair.serverEvents.last?.kind == .streamClosed && pair.serverEvents.last?.code == .cancel)
    }
}
