import GatehouseHTTP
import Testing

struct DownstreamHeadTests {
    private func build(_ status: UInt16, _ fields: KeyValuePairs<String, String>) throws -> [String] {
        let response = MessageBuffer(fields)
        var head = FieldBlock()
        try DownstreamHead.build(into: &head, status: status, from: response.fields, date: "today".utf8.span)
        return head.lines
    }

    @Test func hopByHopFieldsGo() throws {
        let lines = try build(
            200,
            [
                ":status": "200", "keep-alive": "5", "content-length": "3", "x-request-id": "7", "trailer": "x",
                "server": "s",
                "transfer-encoding": "chunked", "proxy-authenticate": "x",
            ])
        let expected = [
            ":status: 200", "content-length: 3", "x-request-id: 7", "trailer: x", "server: s", "date: today",
        ]
        #expect(lines == expected)
    }

    @Test func lengthAndDateFollowTheStatus() throws {
        #expect(try build(204, ["content-length": "0", "date": "then"]) == [":status: 204", "date: then"])
        #expect(try build(103, ["link": "x"]) == [":status: 103", "link: x"])
    }

    private static let broken: [(UInt16, KeyValuePairs<String, String>)] = [
        (101, [:]), (0, [:]), (99, [:]), (600, [:]), (200, ["connection": "x"]), (200, ["content-length": "x"]),
        (200, ["content-length": "1", "content-length": "1"]),
    ]

    @Test(arguments: broken)
    func brokenResponsesAreRefused(status: UInt16, fields: KeyValuePairs<String, String>) {
        #expect(throws: HTTP1Violation(.upstreamResponseMalformed)) { try build(status, fields) }
    }

    @Test func interimHeadsAreNotFinal() {
        let response = MessageBuffer([:])
        response.status = 100
        var head = FieldBlock()
        #expect(throws: HTTP1Violation(.upstreamResponseMalformed)) {
            try DownstreamHead.build(into: &head, from: response, date: "today".utf8.span)
        }
    }
}
