import Foundation
import GatehouseAudit
import GatehouseHTTP
import GatehouseHTTP2
import Testing

@testable import GatehouseProxy

/// `Tests/Adversarial/http1-responses.tsv` through a whole gateway: what is malformed becomes 502 or breaks off, and whatever
/// a connector leaves on a connection reaches nobody.
@Suite(.serialized) struct HostileHTTP1ConnectorTests {
    struct Row: Sendable {
        let number: Int
        let isHead: Bool
        let endsConnection: Bool
        let bytes: [UInt8]
        let expected: String
        let why: String
    }

    /// Rows of a response that does not come to its end are not here: they take a deadline each.
    static let rows: [Row] = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Adversarial/http1-responses.tsv")
        let text = (try? String(contentsOf: path, encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return lines.enumerated().compactMap { number, line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard cells.count == 3 else { return nil }
            let (isHead, ends) = (cells[0].hasPrefix("HEAD|"), cells[0].hasSuffix("|END"))
            guard ends || cells[1] != "incomplete" else { return nil }
            let input = cells[0].dropFirst(isHead ? 5 : 0).dropLast(ends ? 4 : 0)
            return Row(
                number: number, isHead: isHead, endsConnection: ends, bytes: unescape(input), expected: cells[1],
                why: cells[2])
        }
    }()

    private static func unescape(_ text: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
                bytes.append(byte)
                continue
            }
            switch escape {
            case UInt8(ascii: "r"): bytes.append(0x0d)
            case UInt8(ascii: "n"): bytes.append(0x0a)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "0"): bytes.append(0)
            case UInt8(ascii: "x"):
                bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            default: bytes.append(escape)
            }
        }
        return bytes
    }

    private func bench(_ connector: RawConnector) throws -> Bench {
        let bench = try Bench(firstBackoffMilliseconds: 1, version: .http1, TestConnector.echo)
        try bench.replace(connectorPorts: [connector.port])
        return bench
    }

    private static func path(of request: String) -> String? {
        guard request.hasSuffix("\r\n\r\n") else { return nil }
        return request.split(separator: " ").dropFirst().first.map(String.init)
    }

    private static func good(_ path: String) -> RawConnector.Answer {
        RawConnector.Answer("HTTP/1.1 200 OK\r\nContent-Length: \(path.utf8.count)\r\n\r\n\(path)")
    }

    @Test func everyRowEndsWhereItBegan() throws {
        #expect(Self.rows.count > 60)
        let rows = Self.rows
        let connector = try RawConnector { _, request in
            guard let path = Self.path(of: request) else { return nil }
            guard path.hasPrefix("/open/row-"), let number = Int(path.dropFirst("/open/row-".count)),
                let row = rows.first(where: { $0.number == number })
            else { return Self.good(path) }
            return RawConnector.Answer(row.bytes, closes: row.endsConnection)
        }
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        for row in rows {
            let stream = try client.request("/open/row-\(row.number)", method: row.isHead ? "HEAD" : "GET")
            #expect(client.run(seconds: 20) { client.closeCode(of: stream) != nil }, "\(row.why)")
            check(row, client, stream)
            let next = try client.request("/open/next-\(row.number)")
            #expect(client.run(seconds: 20) { client.closeCode(of: next) != nil }, "behind: \(row.why)")
            let content = String(decoding: client.body(of: next), as: UTF8.self)
            #expect(client.status(of: next) == 200 && content == "/open/next-\(row.number)", "behind: \(row.why)")
        }
        #expect(bench.wait { bench.metrics().value(of: .openExchanges) == 0 })
        #expect(bench.metrics().value(of: .openStreams, ofUpstream: 0) == 0)
    }

    private func check(_ row: Row, _ client: TestClient, _ stream: StreamID) {
        let status = client.status(of: stream)
        let words = row.expected.split(separator: " ", omittingEmptySubsequences: false)
        guard let expected = UInt16(words[0]) else {
            // Malformed, or cut off: no client takes it for complete.
            #expect(status == 502 || !client.isComplete(stream), "\(row.why)")
            return
        }
        #expect(status == expected, "\(row.why)")
        #expect(client.isComplete(stream), "\(row.why)")
        let content = words.dropFirst().dropLast().joined(separator: " ")
        #expect(String(decoding: client.body(of: stream), as: UTF8.self) == content, "\(row.why)")
    }

    /// Queue poisoning: a second response follows the first, in the same bytes or while nothing is asked for; or one is
    /// sent as soon as there is a connection. A connector that says it for an answer cannot be told from one that has
    /// answered, but what it says later is nobody else's.
    @Test(arguments: ["at once", "later", "before"])
    func aResponseThatNobodyAskedForReachesNobody(when: String) throws {
        let poison = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"
        let connector = try RawConnector { _, request in
            guard let path = Self.path(of: request) else { return nil }
            var answer = Self.good(path)
            if when == "at once" { answer.bytes += Array(poison.utf8) }
            return answer
        }
        if when == "before" { connector.greet(with: Array(poison.utf8)) }
        defer { connector.stop() }
        let bench = try bench(connector)
        let client = try TestClient(http2: bench.port)
        for round in 0..<20 {
            let stream = try client.request("/open/\(round)")
            #expect(client.run(seconds: 20) { client.closeCode(of: stream) != nil })
            let content = String(decoding: client.body(of: stream), as: UTF8.self)
            if when == "before" {
                #expect(client.status(of: stream) == 502 || ["poison", "/open/\(round)"].contains(content))
            } else {
                #expect(content == "/open/\(round)")
            }
            guard when == "later" else { continue }
            connector.say(Array(poison.utf8))
            #expect(bench.wait { bench.metrics().value(of: .openConnections, ofUpstream: 0) == 0 })
        }
    }

    @Test func interimHeadsWithoutEndAreABadGateway() throws {
        let connector = try RawConnector { _, request in
            guard Self.path(of: request) != nil else { return nil }
            return RawConnector.Answer(
                String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", count: 1_000))
        }
        defer { connector.stop() }
        let bench = try bench(connector)
        try expectBadGateway(bench)
    }

    @Test(arguments: ["a head", "a status line", "a chunk size", "fields"])
    func headsWithoutEndAreABadGateway(_ part: String) throws {
        let connector = try RawConnector { _, request in
            guard Self.path(of: request) != nil else { return nil }
            let line = "X-Long: " + String(repeating: "y", count: 1_000) + "\r\n"
            switch part {
            case "a head": return RawConnector.Answer("HTTP/1.1 200 OK\r\n" + String(repeating: line, count: 1_000))
            case "a status line": return RawConnector.Answer("HTTP/1.1 200 " + String(repeating: "y", count: 1_000_000))
            case "a chunk size":
                let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                return RawConnector.Answer(head + String(repeating: "0", count: 1_000_000))
            default: return RawConnector.Answer("HTTP/1.1 200 OK\r\n" + String(repeating: "a: b\r\n", count: 100_000))
            }
        }
        defer { connector.stop() }
        let bench = try bench(connector)
        try expectBadGateway(bench)
    }

    private func expectBadGateway(_ bench: Bench) throws {
        let client = try TestClient(http2: bench.port)
        for _ in 0..<3 {
            let stream = try client.request("/open/a")
            #expect(client.run(seconds: 20) { client.closeCode(of: stream) != nil })
            #expect(client.status(of: stream) == 502 || !client.isComplete(stream))
        }
        #expect(bench.wait { bench.metrics().value(of: .openExchanges) == 0 })
        #expect(try bench.accessRecords().allSatisfy { $0.contains("upstream_response_malformed") })
    }
}
