/// What to do with a connection whose exchange is over.
package enum HTTP1NextStep: Equatable, Sendable {
    /// The codec is ready; a pipelined request may already have produced events.
    case nextRequest
    /// Close, but first shut down writing and go on feeding the codec until `wantsRead` turns false, the peer closes or
    /// a deadline passes. The number is what the codec will throw away.
    case drain(byteCount: Int)
    /// Close.
    case close
}
