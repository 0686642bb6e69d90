import GatehouseHTTP
import Testing

struct MessageBufferTests {
    @Test func countsWhatArrives() {
        let message = MessageBuffer()
        message.appendBody("abc".utf8.span)
        message.body.consume(2)
        message.appendBody("d".utf8.span)
        #expect(message.receivedByteCount == 4)
        #expect(message.body.takeText() == "cd")
    }

    @Test func resetLeavesNothing() {
        let message = MessageBuffer([":path": "/"], method: .post, version: .http10)
        message.status = 200
        message.trailers.append(name: "x", value: "y")
        message.appendBody("abc".utf8.span)
        message.declaredLength = 3
        message.isEnded = true
        message.reset()
        #expect(message.method == .get)
        #expect(message.version == .http11)
        #expect(message.status == 0)
        #expect(message.fields.count == 0)
        #expect(message.trailers.count == 0)
        #expect(message.body.isEmpty == true)
        #expect(message.declaredLength == nil)
        #expect(message.receivedByteCount == 0)
        #expect(!message.isEnded)
    }
}
