package import GatehouseHTTP

/// What records tell about one exchange, beside its head and its canonical path: filled as the exchange goes.
///
/// What is nil was not reached or does not apply, and is left out of the record; nothing is guessed. Texts are words and
/// names of ours (configuration, closed sets), never a peer's.
package struct ExchangeFacts: Sendable {
    /// 32 lower-case hexadecimal digits, as in `X-Request-ID`.
    package var requestID: InlineArray<32, UInt8>
    package var version: HTTPVersion
    /// The policy that the exchange began with.
    package var policyDigest: SHA256Value
    /// When the outcome was known; lines are in this order.
    package var finishedAt = Timestamp(nanoseconds: 0)

    package var method: Method?
    /// The address that policy decided by, without a port.
    package var clientAddress: AddressText?
    /// How `clientAddress` was found: `peer`, `x_forwarded_for`, `forwarded`, `proxy_protocol`.
    package var clientDerivation: String?

    /// The route that was found, whether or not it let the request through.
    package var route: RouteFacts?
    /// Why it was refused or failed; nil when it went well.
    package var reason: Reason?
    /// The status sent downstream; nil when none was.
    package var status: UInt16?

    /// The key that verified the body, or the only one that could have.
    package var keyID: String?
    /// Address and port of the upstream connection that was used.
    package var upstreamAddress: String?

    /// Content received from the client, without framing.
    package var requestBodyBytes: UInt64 = 0
    /// Content sent to the client, without framing.
    package var responseBodyBytes: UInt64 = 0
    /// Of the request's content; nil unless it was read to its end and hashed.
    package var bodyDigest: SHA256Value?

    /// From the first byte of the request to the last of the response.
    package var durationMicroseconds: UInt64 = 0
    /// From asking for an upstream connection to the end of the upstream's response; nil when it was never asked.
    package var upstreamMicroseconds: UInt64?

    package init(requestID: InlineArray<32, UInt8>, version: HTTPVersion, policyDigest: SHA256Value) {
        self.requestID = requestID
        self.version = version
        self.policyDigest = policyDigest
    }
}
