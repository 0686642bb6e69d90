/// What a request must prove before it may pass, beyond where it comes from.
package enum Requirement: Hashable, Sendable {
    /// Nothing.
    case none
    /// A signed body. `verifier` is the index of the verifier in the snapshot, `name` its name in the configuration.
    case signature(verifier: Int, name: String)
}
