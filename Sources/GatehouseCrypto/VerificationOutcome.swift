/// The answer of one check of a signature. Only `.matches` may lead to anything but a refusal.
package enum VerificationOutcome: Sendable {
    case matches
    case differs
    /// libcrypto could not do its work (memory, algorithm missing).
    case failed
}
