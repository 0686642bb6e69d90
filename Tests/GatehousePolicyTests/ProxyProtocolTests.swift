import GatehousePolicy
import TestSupport
import Testing

@Suite struct ProxyProtocolTests {
    private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10]

    /// `Tests/Adversarial/proxy-protocol.tsv`: the first bytes of a connection.
    @Test(arguments: AdversarialTable.rows("proxy-protocol"))
    func readsAsTheTableSays(row: AdversarialTable.Row) {
        #expect(describe(parse(row.input)) == row.expected)
    }

    /// However the bytes arrive, the answer is the same, and it never asks for less than it needs.
    @Test(arguments: AdversarialTable.rows("proxy-protocol"))
    func asksForMoreUntilItKnows(row: AdversarialTable.Row) {
        let whole = parse(row.input)
        guard case .header(let byteCount, _, _) = whole else { return }
        for count in 0..<byteCount {
            guard case .needMore(let total) = parse(Array(row.input[..<count])) else {
                Issue.record("a part of \(count) bytes was judged")
                return
            }
            #expect(total > count && total <= byteCount)
        }
        #expect(parse(Array(row.input[..<byteCount])) == whole)
    }

    @Test func boundsTheLengthOfTLVs() {
        let head = Self.signature + [0x21, 0x11]
        let fits = head + [0x0f, 0xf0] + [UInt8](repeating: 7, count: 4080)
        #expect(describe(parse(fits)) == "4096 7.7.7.7 1799")
        #expect(parse(head + [0x0f, 0xf1]) == .malformed)
        #expect(parse(head + [0xff, 0xff]) == .malformed)
    }

    @Test func boundsTheLine() {
        let line = Array("PROXY TCP6 ".utf8) + [UInt8](repeating: UInt8(ascii: "0"), count: 96)
        #expect(parse(Array(line[..<106])) == .needMore(107))
        #expect(parse(line) == .malformed)
    }

    @Test func neverTrapsOnRandomBytes() {
        var random = SeededGenerator(seed: 9)
        for _ in 0..<5000 {
            var bytes = Self.signature + [random.pick([0x20, 0x21, 0x22]), random.pick([0x11, 0x21, 0x31, 0x00]), 0]
            bytes += (0..<Int(random.next() % 60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            if case .header(let byteCount, _, _) = parse(bytes) { #expect(byteCount <= bytes.count) }
            let words = (0..<Int(random.next() % 8)).map { _ in
                random.pick(["PROXY", "TCP4", "1.2.3.4", "::1", "0", "\r\n", ""])
            }
            let line = Array(words.joined(separator: " ").utf8)
            if case .header(let byteCount, _, _) = parse(line) { #expect(byteCount <= line.count) }
        }
    }

    private func parse(_ bytes: [UInt8]) -> ProxyHeaderResult { ProxyProtocol.parse(bytes.span) }

    private func describe(_ result: ProxyHeaderResult) -> String {
        switch result {
        case .needMore(let total): "more \(total)"
        case .header(let byteCount, let source, let port): "\(byteCount) \(source?.description ?? "local") \(port)"
        case .malformed: "malformed"
        }
    }
}
