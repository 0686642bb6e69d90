/// What has arrived of one message (a request or a response) and has not been passed on yet.
///
/// The codec of the side where the message comes in fills it; the codec of the other side takes from it. There are no
/// further copies in between. Reused through the codec's free list; used on one worker only.
package final class MessageBuffer {
    /// Of a request; unused on responses.
    package var method: Method = .get
    /// What the message came in.
    package var version: HTTPVersion = .http11
    /// Of a response, 200 to 599; 0 on requests and before the final head.
    package var status: UInt16 = 0
    /// The head. On requests with the pseudo-fields `:method`, `:scheme`, `:authority` (when the client sent one or Host)
    /// and `:path`, whose value is the request target's path and query exactly as received.
    package var fields = FieldBlock()
    /// Content bytes that have arrived and have not been taken.
    package var body = ByteQueue()
    /// Filled before `isEnded` is set; empty when the message has none.
    package var trailers = FieldBlock()
    /// The declared length (Content-Length), when there is one.
    package var declaredLength: UInt64?
    /// Content bytes that have arrived so far, taken or not.
    package var receivedByteCount: UInt64 = 0
    /// The message is complete: nothing will be appended any more.
    package var isEnded = false

    /// An empty message.
    package init() {}

    /// Makes it ready for another message. Memory above 64 KB is given back.
    package func reset() {
        method = .get
        version = .http11
        status = 0
        fields.removeAll()
        body.removeAll(keepingCapacityUpTo: 65_536)
        body.keepsTaken = false
        trailers.removeAll()
        declaredLength = nil
        receivedByteCount = 0
        isEnded = false
    }

    /// Appends content that has arrived.
    package func appendBody(_ bytes: Span<UInt8>) {
        body.append(bytes)
        receivedByteCount += UInt64(bytes.count)
    }
}
