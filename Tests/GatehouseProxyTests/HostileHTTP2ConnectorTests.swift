import Foundation
import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import GatehousePolicy
import Testing

@testable import GatehouseProxy

/// A connector that answers in HTTP/2 as nobody should: its client gets an error with a reason, or a response that does not
/// look complete; the next client gets its own data; nothing stays behind.
@Suite(.serialized) struct HostileHTTP2ConnectorTests {
    /// What the client of the hostile answer may see.
    enum Outcome: Sendable {
        /// A local reply with this status.
        case status(UInt16)
        /// The answer, whole, because what is wrong does not touch it, with this content.
        case whole(String)
        /// A reset, perhaps behind a head; or 502 when the fault was found before the head was passed on. In no case does
        /// anybody take it for complete.
        case brokenOff
        /// The answer, whole, on another connection, or 502.
        case elsewhere
    }

    struct Form: Sendable, CustomTestStringConvertible {
        let name: String
        let expected: Outcome
        var reason = "upstream_response_malformed"
        /// What the connector writes when the request for stream n is there.
        let bytes: @Sendable (UInt32) -> [UInt8]
        /// What it writes before anything else on its first connection.
        var greeting: [UInt8] = []
        var closes = false
        var testDescription: String { name }
    }

    private typealias F = HostileFrames

    private static func bad(_ name: String, _ bytes: @escaping @Sendable (UInt32) -> [UInt8]) -> Form {
        Form(name: name, expected: .status(502), bytes: bytes)
    }

    private static func broken(_ name: String, _ bytes: @escaping @Sendable (UInt32) -> [UInt8]) -> Form {
        Form(name: name, expected: .brokenOff, bytes: bytes)
    }

    private static func reset(_ name: String, _ bytes: @escaping @Sendable (UInt32) -> [UInt8]) -> Form {
        Form(name: name, expected: .status(502), reason: "upstream_reset", bytes: bytes)
    }

    private static func harmless(_ name: String, _ bytes: @escaping @Sendable (UInt32) -> [UInt8]) -> Form {
        Form(name: name, expected: .whole("fine"), reason: "", bytes: bytes)
    }

    private static func fine(_ stream: UInt32) -> [UInt8] { F.head(stream) + F.data(stream, "fine", ends: true) }

    private static func greeted(_ name: String, _ greeting: [UInt8], _ expected: Outcome = .elsewhere) -> Form {
        Form(name: name, expected: expected, reason: "", bytes: { fine($0) }, greeting: greeting)
    }

    static let frames: [Form] = [
        bad("HEADERS on an idle stream") { F.head($0 + 100, ends: true) },
        bad("HEADERS on an even stream") { _ in F.head(2, ends: true) },
        bad("HEADERS on stream 0") { _ in F.head(0, ends: true) },
        bad("PUSH_PROMISE") { F.pushPromise($0, promising: 2) + fine($0) },
        bad("PUSH_PROMISE of the request's own stream") { F.pushPromise($0, promising: $0) },
        bad("DATA before HEADERS") { F.data($0, "early", ends: true) },
        bad("DATA on an idle stream") { F.data($0 + 100, "idle") },
        bad("DATA on stream 0") { _ in F.data(0, "nobody") },
        bad("CONTINUATION without HEADERS") { F.frame(9, F.endHeaders, $0, F.encode([("x", "y")])) },
        bad("another frame inside a field section") { F.frame(1, 0, $0, F.encode([(":status", "200")])) + F.ping() },
        bad("CONTINUATION without end") { stream in
            F.frame(1, 0, stream, F.encode([(":status", "200")]))
                + (0..<20).flatMap { _ in F.frame(9, 0, stream, F.encode([("x", "y")])) }
        },
        bad("a frame larger than allowed") { F.frame(0, 0, $0, [UInt8](repeating: 0, count: 16_385)) },
        broken("a pad length beyond its frame") { F.head($0) + F.frame(0, F.padded, $0, [200, 1, 2]) },
        bad("WINDOW_UPDATE of 0 on the connection") { _ in F.windowUpdate(0, 0) },
        bad("a window of the connection that overflows") { _ in
            F.windowUpdate(0, 0x7fff_ffff) + F.windowUpdate(0, 0x7fff_ffff)
        },
        bad("RST_STREAM on an idle stream") { F.reset($0 + 100) },
        bad("RST_STREAM of three octets") { F.frame(3, 0, $0, [0, 0, 0]) },
        bad("PING of seven octets") { _ in F.frame(6, 0, 0, [UInt8](repeating: 0, count: 7)) },
        bad("SETTINGS with ENABLE_PUSH") { _ in F.settings([(2, 1)]) },
        bad("SETTINGS with ENABLE_PUSH 2") { _ in F.settings([(2, 2)]) },
        bad("INITIAL_WINDOW_SIZE too big") { _ in F.settings([(4, 0x8000_0000)]) },
        bad("MAX_FRAME_SIZE too small") { _ in F.settings([(5, 16_383)]) },
        bad("MAX_FRAME_SIZE too big") { _ in F.settings([(5, 0x100_0000)]) },
        bad("SETTINGS of five octets") { _ in F.frame(4, 0, 0, [0, 3, 0, 0, 0]) },
        bad("SETTINGS on a stream") { F.frame(4, 0, $0, []) },
        bad("SETTINGS with 100 entries") { _ in F.settings((0..<100).map { (UInt16(0x100 + $0), 1) }) },
        bad("an acknowledgement that nobody waits for, and HTTP/1.1") { _ in
            F.frame(4, 1) + F.frame(4, 1) + Array("HTTP/1.1 200 OK\r\n\r\n".utf8)
        },
        bad("a PING flood") { stream in [[UInt8]](repeating: F.ping(), count: 20_000).flatMap { $0 } + fine(stream) },
        bad("a SETTINGS flood") { stream in (0..<2_000).flatMap { _ in F.settings([(4, 70_000)]) } + fine(stream) },
        bad("a flood of unknown frames") { stream in
            (0..<20_000).flatMap { _ in F.frame(0xee, 0xff, stream, [1]) } + fine(stream)
        },
        reset("a storm of RST_STREAM on a stream that is over") { stream in
            F.reset(stream) + (0..<20_000).flatMap { _ in F.reset(stream) }
        },
        bad("an HPACK table larger than allowed") { F.frame(1, 5, $0, [0x3f, 0xe1, 0xff, 0x7f, 0x88]) },
        bad("an HPACK index that does not exist") { F.frame(1, 5, $0, [0xff, 0xff, 0x7f]) },
        bad("HPACK that ends inside a string") { F.frame(1, 5, $0, [0x88, 0x10, 0x05, 0x61]) },
        bad("an HPACK bomb") { stream in
            let entry = [0x40, 0x03] + Array("x-a".utf8) + [0x7f, 0xbd, 0x1d] + [UInt8](repeating: 97, count: 3_900)
            return F.frame(1, 5, stream, [0x88] + entry + [UInt8](repeating: 0xbe, count: 4_000))
        },
        bad("a header list beyond every limit") { stream in
            let large = (0..<15).map { ("x-\($0)", String(repeating: "y", count: 1_000)) }
            let first = F.frame(1, 0, stream, F.encode([(":status", "200")] + large))
            return first + F.frame(9, F.endHeaders, stream, F.encode(large)) + F.data(stream, "", ends: true)
        },
        bad("101 fields") { F.head($0, "200", (0..<101).map { ("x-\($0)", "y") }, ends: true) },
        bad("two hundred cookies") { F.head($0, "200", (0..<200).map { _ in ("set-cookie", "a=b") }, ends: true) },
    ]

    static let messages: [Form] = [
        bad("a status of 99") { F.head($0, "99", ends: true) },
        bad("a status of 600") { F.head($0, "600", ends: true) },
        bad("a status of letters") { F.head($0, "abc", ends: true) },
        bad("an empty status") { F.head($0, "", ends: true) },
        bad("no status") { F.section($0, [("x", "y")], ends: true) },
        bad("two statuses") { F.section($0, [(":status", "200"), (":status", "404")], ends: true) },
        bad("a status behind a field") { F.section($0, [("x", "y"), (":status", "200")], ends: true) },
        bad("a pseudo-field of requests") { F.section($0, [(":status", "200"), (":path", "/")], ends: true) },
        bad("101") { F.head($0, "101") },
        bad("100 that ends the stream") { F.head($0, "100", ends: true) },
        bad("1xx without end") { stream in (0..<40).flatMap { _ in F.head(stream, "103", [("link", "</a>")]) } },
        bad("CR LF in a value") { F.head($0, "200", [("x", "a\r\nset-cookie: b=c")], ends: true) },
        bad("LF in a value") { F.head($0, "200", [("x", "a\nb")], ends: true) },
        bad("NUL in a value") { F.head($0, "200", [("x", "a\0b")], ends: true) },
        bad("upper case in a name") { F.head($0, "200", [("X-Upper", "a")], ends: true) },
        bad("a space in a name") { F.head($0, "200", [("x y", "a")], ends: true) },
        bad("an empty name") { F.head($0, "200", [("", "a")], ends: true) },
        bad("Connection") { F.head($0, "200", [("connection", "close")], ends: true) },
        bad("Transfer-Encoding") { F.head($0, "200", [("transfer-encoding", "chunked")], ends: true) },
        bad("Keep-Alive") { F.head($0, "200", [("keep-alive", "timeout=5")], ends: true) },
        bad("Upgrade") { F.head($0, "200", [("upgrade", "h2c")], ends: true) },
        bad("two lengths") {
            F.head($0, "200", [("content-length", "4"), ("content-length", "4")]) + F.data($0, "fine")
        },
        bad("a signed length") { F.head($0, "200", [("content-length", "+4")]) + F.data($0, "fine", ends: true) },
        bad("a length of 2^64") { F.head($0, "200", [("content-length", "18446744073709551616")]) },
        bad("a length and no content") { F.head($0, "200", [("content-length", "4")], ends: true) },
        broken("more content than its length") {
            F.head($0, "200", [("content-length", "2")]) + F.data($0, "fine", ends: true)
        },
        broken("less content than its length") {
            F.head($0, "200", [("content-length", "9")]) + F.data($0, "fine", ends: true)
        },
        broken("two final heads") { F.head($0) + F.head($0) + F.data($0, "fine", ends: true) },
        broken("a second head that ends the stream, with a status") { F.head($0) + F.head($0, "200", ends: true) },
        broken("trailers with a pseudo-field") {
            F.head($0) + F.data($0, "fine") + F.section($0, [(":path", "/")], ends: true)
        },
        broken("trailers without end") { F.head($0) + F.data($0, "fine") + F.section($0, [("x", "y")]) },
        broken("CR LF in a trailer") {
            F.head($0) + F.data($0, "fine") + F.section($0, [("x", "a\r\nb: c")], ends: true)
        },
        broken("content beyond every window") { stream in
            F.head(stream)
                + (0..<160).flatMap { _ in F.frame(0, 0, stream, [UInt8](repeating: 1, count: 16_384)) }
        },
        broken("empty DATA without end") { stream in
            F.head(stream) + (0..<20_000).flatMap { _ in F.frame(0, 0, stream) }
        },
        broken("padding without end") { stream in
            let padding = F.frame(0, F.padded, stream, [255] + [UInt8](repeating: 0, count: 255))
            return F.head(stream) + (0..<8_000).flatMap { _ in padding }
        },
        Form(
            name: "content behind 204", expected: .brokenOff,
            bytes: { F.head($0, "204") + F.data($0, "more", ends: true) }),
        Form(
            name: "a window of the stream that overflows", expected: .status(502), reason: "upstream_re",
            bytes: { F.windowUpdate($0, 0x7fff_ffff) + F.windowUpdate($0, 0x7fff_ffff) }),
        reset("RST_STREAM in place of an answer") { F.reset($0) },
        Form(
            name: "RST_STREAM with NO_ERROR in place of an answer", expected: .status(502), reason: "upstream_reset",
            bytes: { F.reset($0, 0) }),
        Form(
            name: "RST_STREAM inside the content", expected: .brokenOff, reason: "upstream_reset",
            bytes: { F.head($0) + F.data($0, "fi") + F.reset($0) }),
        Form(
            name: "the end of the connection inside the content", expected: .brokenOff, reason: "upstream_closed",
            bytes: { F.head($0) + F.data($0, "fi") }, closes: true),
        Form(
            name: "the end of the connection inside a frame", expected: .brokenOff, reason: "upstream_closed",
            bytes: { F.head($0) + F.data($0, "fine").dropLast(2) }, closes: true),
        Form(
            name: "GOAWAY with an error, then the end", expected: .status(502), reason: "upstream_",
            bytes: { F.goAway(last: $0, 2) }, closes: true),
    ]

    static let tolerated: [Form] = [
        harmless("RST_STREAM with NO_ERROR behind the answer") { fine($0) + F.reset($0, 0) },
        harmless("HEADERS behind the end of the stream") { fine($0) + F.head($0, ends: true) },
        harmless("DATA behind the end of the stream") { fine($0) + F.data($0, "more", ends: true) },
        harmless("GOAWAY that counts the request") { F.goAway(last: $0) + fine($0) },
        harmless("GOAWAY again and again") { stream in
            (0..<50).flatMap { _ in F.goAway(last: stream) } + fine(stream)
        },
        harmless("PRIORITY, ALTSVC and unknown frames") {
            F.frame(2, 0, $0, F.octets(0) + [15]) + F.frame(0xa, 0, 0, [0, 0]) + F.frame(0xee, 0xff, $0, [1]) + fine($0)
        },
        harmless("SETTINGS behind SETTINGS") { F.settings([(4, 0)]) + F.settings([(4, 100_000), (1, 0)]) + fine($0) },
        harmless("early hints, a few") { F.head($0, "103", [("link", "</a>")]) + F.head($0, "100") + fine($0) },
    ]

    static let greetings: [Form] = [
        greeted("HTTP/1.1 in place of SETTINGS", Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)),
        greeted("an answer before the request", fine(1)),
        greeted("PING in place of SETTINGS", F.ping()),
        greeted("SETTINGS with ENABLE_PUSH first", F.settings([(2, 1)])),
        greeted("MAX_FRAME_SIZE of 1 first", F.settings([(5, 1)])),
        greeted("a GOAWAY flood first", F.settings() + (0..<5_000).flatMap { _ in F.goAway(last: 0, 2) }),
        greeted("zeros", [UInt8](repeating: 0, count: 100_000)),
    ]

    @Test(arguments: frames + messages + tolerated + greetings)
    func reachesNobodyElse(_ form: Form) throws {
        var deadlines = Bench.deadlines
        deadlines.responseHeadMilliseconds = 10_000
        deadlines.idleMilliseconds = 10_000
        let bench = try Bench(deadlines: deadlines, firstBackoffMilliseconds: 1) { event, connection in
            Self.behave(form, event, connection)
        }
        let client = try TestClient(http2: bench.port)
        if form.greeting.isEmpty { try settle(client) }
        let stream = try client.request("/open/hostile")
        #expect(client.run(seconds: 20) { client.closeCode(of: stream) != nil })
        check(form, client, stream)
        try checkNext(bench)
        checkNothingStays(bench)
        let records = try bench.accessRecords()
        let record = records.first { $0.contains("/open/hostile") } ?? ""
        #expect(form.reason.isEmpty || record.contains("\"reason\":\"\(form.reason)"))
    }

    /// What a hostile answer took is given back: a thousand of them, and the process is no larger than after a hundred.
    @Test func nothingIsLeftBehind() throws {
        // Floods would make this a test of how fast frames are written.
        let forms = (Self.frames + Self.messages).filter { !$0.closes && $0.bytes(1).count < 20_000 }
        let bench = try Bench(firstBackoffMilliseconds: 1) { event, connection in
            guard let event, TestConnector.isComplete(event) else { return }
            let path = connection.text(of: event.stream, .path)
            guard let number = Int(path.dropFirst("/open/hostile-".count)), forms.indices.contains(number) else {
                return connection.respond(event.stream, body: Array(path.utf8))
            }
            connection.sendRaw(forms[number].bytes(event.stream.number))
            connection.sendRaw(HostileFrames.goAway(last: event.stream.number, 2))
        }
        let client = try TestClient(http2: bench.port)
        var sizes: [Int] = []
        for round in 0..<10 {
            for number in 0..<100 {
                let stream = try client.request("/open/hostile-\((round * 100 + number) % forms.count)")
                #expect(client.run(seconds: 20) { client.closeCode(of: stream) != nil })
                client.session?.release(stream)
            }
            sizes.append(Self.residentByteCount())
        }
        #expect(sizes[0] > 0)
        #expect(sizes[9] - sizes[0] < 24 << 20, "\(sizes)")
        try checkNext(bench)
        checkNothingStays(bench)
    }

    /// Of this process: gateway, client and connector together.
    private static func residentByteCount() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii) else { return 0 }
        return (Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0) * 4_096
    }

    /// Has an ordinary exchange before, so that the settings of both sides are acknowledged.
    private func settle(_ client: TestClient) throws {
        let stream = try client.request("/open/before")
        #expect(client.run(seconds: 20) { client.isComplete(stream) })
    }

    /// Hostile to one path, once; otherwise it answers with the path that it was asked for.
    private static func behave(_ form: Form, _ event: HTTP2Event?, _ connection: TestConnector.Connection) {
        guard let event else {
            if connection.number == 0 { connection.sendRaw(form.greeting) }
            return
        }
        guard TestConnector.isComplete(event) else { return }
        let path = connection.text(of: event.stream, .path)
        guard path == "/open/hostile" else { return connection.respond(event.stream, body: Array(path.utf8)) }
        connection.sendRaw(form.bytes(event.stream.number))
        if form.closes { connection.close() }
    }

    private func check(_ form: Form, _ client: TestClient, _ stream: StreamID) {
        let status = client.status(of: stream)
        let content = String(decoding: client.body(of: stream), as: UTF8.self)
        switch form.expected {
        case .status(let expected): #expect(status == expected)
        case .whole(let expected):
            #expect(status == 200 && client.isComplete(stream))
            #expect(content == expected)
        case .brokenOff:
            if status == 502 { return }
            #expect(!client.isComplete(stream))
            #expect(client.closeCode(of: stream) == .internalError)
        case .elsewhere:
            #expect(status == 502 || (client.isComplete(stream) && ["fine", "/open/hostile"].contains(content)))
        }
    }

    /// Whoever comes next gets what belongs to it, on whatever connection.
    private func checkNext(_ bench: Bench) throws {
        let client = try TestClient(http2: bench.port)
        for number in 0..<3 {
            let stream = try client.request("/open/next-\(number)")
            #expect(client.run(seconds: 20) { client.closeCode(of: stream) != nil })
            #expect(client.status(of: stream) == 200)
            #expect(String(decoding: client.body(of: stream), as: UTF8.self) == "/open/next-\(number)")
        }
    }

    private func checkNothingStays(_ bench: Bench) {
        let isEmpty = bench.wait {
            let metrics = bench.metrics()
            return metrics.value(of: .openExchanges) == 0 && metrics.value(of: .openStreams, ofUpstream: 0) == 0
        }
        #expect(isEmpty)
    }
}
