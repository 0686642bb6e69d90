/// Which end of the connection a session is.
package enum HTTP2Role: Sendable {
    /// Answers requests: the downstream side.
    case server
    /// Sends requests: the upstream side.
    case client
}
