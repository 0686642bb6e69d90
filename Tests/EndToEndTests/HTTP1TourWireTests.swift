import GatehouseHTTP
import Testing

@testable import gatehouse

@Suite struct HTTP1TourWireTests {
    private func written(_ request: TourRequest) -> String {
        var output = ByteQueue()
        HTTP1TourWire(request).write(into: &output)
        return output.withSpan { String(decoding: $0) }
    }

    @Test func writesWhatItIsTold() {
        let request = TourRequest(
            method: "POST", target: "//x", authority: "h", fields: [FieldLine("A", "b"), FieldLine("A", "b")],
            body: [0x7A])
        #expect(written(request) == "POST //x HTTP/1.1\r\nHost: h\r\nA: b\r\nA: b\r\ncontent-length: 1\r\n\r\nz")
    }

    @Test func leavesItsOwnFramingOutWhereThereIsSome() {
        let request = TourRequest(authority: nil, fields: [FieldLine("Transfer-Encoding", "chunked")], body: [0x7A])
        #expect(written(request) == "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nz")
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\na:b\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\na: b\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\nt: u\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: b\r\n\r\nabc",
    ])
    func readsResponsesByteByByte(_ text: String) {
        let wire = HTTP1TourWire(TourRequest())
        for byte in text.utf8 { wire.receive([byte].span) }
        wire.receiveEnd()
        #expect(wire.reply?.status == 200)
        #expect(wire.reply?.fields.first == FieldLine("a", "b"))
        #expect(wire.reply?.text == "abc")
        #expect(!wire.isBroken)
    }

    @Test(arguments: [
        "", "SSH-2.0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
    ])
    func knowsWhatIsNotAResponse(_ text: String) {
        let wire = HTTP1TourWire(TourRequest())
        wire.receive(Array(text.utf8).span)
        wire.receiveEnd()
        #expect(wire.reply == nil)
        #expect(wire.isBroken)
    }

    @Test func aResponseToHeadHasNoContent() {
        let wire = HTTP1TourWire(TourRequest(method: "HEAD"))
        wire.receive(Array("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n".utf8).span)
        #expect(wire.reply?.body == [])
    }
}
