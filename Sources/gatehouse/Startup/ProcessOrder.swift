import GatehouseAdmin
import GatehouseTransport

/// What the main thread is told from others.
enum ProcessOrder: Sendable {
    /// The same as SIGTERM.
    case drain
    /// The same as SIGHUP, with an answer.
    case reload(answerTo: Mailbox<ActOutcome>)
}
