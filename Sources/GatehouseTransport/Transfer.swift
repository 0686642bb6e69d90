/// What one `recv` or `send` on a non-blocking socket came to.
package enum Transfer: Equatable, Sendable {
    /// This many bytes were moved; at least 1, perhaps fewer than asked.
    case bytes(Int)
    /// Nothing can be moved now; the loop will say when.
    case wouldBlock
    /// The peer has finished sending (receive only).
    case ended
    /// The connection is lost.
    case failed(SystemError)
}
