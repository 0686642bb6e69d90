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

    @Test func growsAndIsReused() throws {
        let many = (0..<200).map { ("x-\($0)", String(repeating: "v", count: $0)) }
        #expect(try received([many, [("a", "b")]]) == [many.map { "\($0.0)=\($0.1)" }, ["a=b"]])
    }
}
