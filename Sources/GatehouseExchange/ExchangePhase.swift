/// What an exchange is waiting for, told without the evidence that the machine's states carry.
package enum ExchangePhase: Sendable {
    case judging
    case holdingBody
    case openingUpstream
    /// The head is upstream, content still comes in from the client.
    case sendingRequest
    case awaitingResponse
    case streamingResponse
    case replying
    case finished
}
