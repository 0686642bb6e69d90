/// What one receive came to, after all that arrived was handed on.
package enum ReceiveOutcome: Equatable, Sendable {
    /// Everything that had arrived was taken: wait for the loop.
    case wouldBlock
    /// The buffer was filled, so there may be more. The loop will say so, too.
    case more
    /// The peer has finished sending. Under TLS `clean` means that it said so (close_notify): without, bytes may have
    /// been cut off on the way (RFC 8446 section 6.1). In clear every end is clean.
    case ended(clean: Bool)
    /// The connection is over.
    case failed(TLSFailure)
}
