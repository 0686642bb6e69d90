package import GatehouseHTTP

/// The result of checking one signature over a complete body.
package enum SignatureVerdict: Equatable, Sendable {
    case valid(VerifiedBody)
    /// The request must be refused for this reason. The key ID is for records, given when a single key came into question.
    case invalid(Reason, keyID: String?)
}
