/// What became of bytes that were to be sent.
package enum SendOutcome: Equatable, Sendable {
    /// The system has taken everything.
    case sent
    /// The rest is kept by the connection: ask for writability, then `flush`, and hold back meanwhile.
    case blocked
    /// The connection is over.
    case failed(TLSFailure)
}
