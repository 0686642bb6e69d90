import GatehouseHTTP
import GatehouseHTTP2
import TestSupport
import Testing

struct MessagePoolTests {
    @Test func buffersComeBackEmpty() {
        let pool = MessagePool()
        let message = pool.take()
        message.fields.append(.cookie, value: "secret")
        message.appendBody("secret".utf8.span)
        message.trailers.append(name: "x-a", value: "b")
        message.isEnded = true
        pool.give(message)
        let again = pool.take()
        #expect(again === message)
        #expect(again.contentText.isEmpty && again.fields.count == 0 && again.trailers.count == 0 && !again.isEnded)
    }

    @Test func poolKeepsNoMoreThanItsCapacity() {
        let pool = MessagePool(capacity: 1)
        let first = pool.take()
        let second = pool.take()
        pool.give(first)
        pool.give(second)
        #expect(pool.take() === first)
        #expect(pool.take() !== second)
    }

    @Test func sessionGivesItsBuffersBackInTheEnd() throws {
        let pool = MessagePool()
        let message: MessageBuffer
        do {
            let session = HTTP2Session(role: .client, settings: HTTP2Settings(), pool: pool)
            let stream = try session.submitRequest(FieldBlock(HPACKLiteral.get), body: nil, owner: 0)
            message = try #require(session.message(of: stream))
        }
        #expect(pool.take() === message)
    }
}
