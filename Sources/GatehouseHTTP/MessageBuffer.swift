public import GatehouseMemory

/// What has arrived of one message (a request or a response) and has not been passed on yet.
///
/// The codec of the side where the message comes in fills it; the codec of the other side takes from it. There are no
/// further copies in between. Reused through the codec's free list; used on one worker only.
@usableFromInline
package final class MessageBuffer {
    @usableFromInline let cell = Cell(MessageContent())

    /// An empty message.
    package init() {}

    /// Bytes of memory held.
    package var memoryByteCount: Int {
        cell.value.fields.memoryByteCount + cell.value.body.capacity + cell.value.trailers.memoryByteCount
    }

    /// Makes it ready for another message. Memory above 64 KB is given back.
    package func reset() { cell.value.reset() }

    /// Appends content that has arrived.
    package func appendBody(_ bytes: Span<UInt8>) {
        cell.value.body.append(bytes)
        cell.value.receivedByteCount += UInt64(bytes.count)
    }
}

/// What `MessageBuffer` holds. See there.
@usableFromInline
struct MessageContent: ~Copyable {
    @usableFromInline var method: Method = .get
    @usableFromInline var version: HTTPVersion = .http11
    @usableFromInline var status: UInt16 = 0
    @usableFromInline var fields = FieldBlock()
    @usableFromInline var body = ByteQueue()
    @usableFromInline var trailers = FieldBlock()
    @usableFromInline var declaredLength: UInt64?
    @usableFromInline var receivedByteCount: UInt64 = 0
    @usableFromInline var isEnded = false

    mutating func reset() {
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
}

extension MessageBuffer {
    /// Of a request; unused on responses.
    @inlinable package var method: Method {
        get { cell.value.method }
        set { cell.value.method = newValue }
    }

    /// What the message came in.
    @inlinable package var version: HTTPVersion {
        get { cell.value.version }
        set { cell.value.version = newValue }
    }

    /// Of a response, 200 to 599; 0 on requests and before the final head.
    @inlinable package var status: UInt16 {
        get { cell.value.status }
        set { cell.value.status = newValue }
    }

    /// The head. On requests with the pseudo-fields `:method`, `:scheme`, `:authority` (when the client sent one or Host)
    /// and `:path`, whose value is the request target's path and query exactly as received.
    @inlinable package var fields: FieldBlock {
        @inline(__always) _read { yield cell.value.fields }
        @inline(__always) _modify { yield &cell.value.fields }
    }

    /// Content bytes that have arrived and have not been taken.
    @inlinable package var body: ByteQueue {
        @inline(__always) _read { yield cell.value.body }
        @inline(__always) _modify { yield &cell.value.body }
    }

    /// Filled before `isEnded` is set; empty when the message has none.
    @inlinable package var trailers: FieldBlock {
        @inline(__always) _read { yield cell.value.trailers }
        @inline(__always) _modify { yield &cell.value.trailers }
    }

    /// The declared length (Content-Length), when there is one.
    @inlinable package var declaredLength: UInt64? {
        get { cell.value.declaredLength }
        set { cell.value.declaredLength = newValue }
    }

    /// Content bytes that have arrived so far, taken or not.
    @inlinable package var receivedByteCount: UInt64 {
        get { cell.value.receivedByteCount }
        set { cell.value.receivedByteCount = newValue }
    }

    /// The message is complete: nothing will be appended any more.
    @inlinable package var isEnded: Bool {
        get { cell.value.isEnded }
        set { cell.value.isEnded = newValue }
    }
}
