import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

/// How a field block reaches the wire, seen from the other end.
struct PairVectorTests {
    private func received(_ heads: [[(String, String)]], removing: Int? = nil) throws -> [[String]] {
        var settings = HTTP2Settings()
        settings.maximumFieldCount = 1_000
        settings.maximumFieldListBytes = 65_536
        let pair = SessionPair(server: settings)
        for head in heads {
            var fields = FieldBlock(HPACKLiteral.get + head)
            if let removing { fields.remove(at: 4 + removing) }
            _ = try pair.client.submitRequest(fields, body: nil, owner: 0)
            pair.pump()
        }
        return pair.serverEvents.filter { $0.kind == .requestHead }.map { event in
            guard let message = pair.server.message(of: event.stream) else { return [] }
            return (4..<message.fields.count).map { index in
                message.fields.withField(at: index) { "\(String(decoding: $0))=\(String(decoding: $1))" }
            }
        }
    }

    @Test func removedAndEmptyFields() throws {
        let fields = [("x-gone", "a"), ("x-empty", ""), ("x-b", "c")]
        #expect(try received([fields], removing: 0) == [["x-empty=", "x-b=c"]])
    }

    /// RFC 7541 section 6.2.3: what came as never indexed goes on as never indexed, and nothing else does.
    @Test func sensitiveFieldsStaySensitive() throws {
        let pair = SessionPair(server: HTTP2Settings())
        var fields = FieldBlock(HPACKLiteral.get + [("x-open", "a")])
        fields.append(name: "x-secret", value: "b")
        fields.markLastNeverIndexed()
        fields.append(name: "x-late", value: "c")
        for _ in 0..<2 { _ = try pair.client.submitRequest(fields, body: nil, owner: 0) }
        pair.pump()
        let heads = pair.serverEvents.filter { $0.kind == .requestHead }
        #expect(heads.count == 2)
        for event in heads {
            let message = try #require(pair.server.message(of: event.stream))
            let isSecret = (0..<message.fields.count).map { message.fields.isNeverIndexed(at: $0) }
            #expect(isSecret == [false, false, false, false, false, true, false])
        }
    }

    @Test func growsAndIsReused() throws {
        let many = (0..<200).map { ("x-\($0)", String(repeating: "v", count: $0)) }
        #expect(try received([many, [("a", "b")]]) == [many.map { "\($0.0)=\($0.1)" }, ["a=b"]])
    }
}
