/// A call to libcrypto that failed for a reason of our own: memory, a missing algorithm, a broken installation.
///
/// Input that is merely wrong has its own error types. Whoever catches this one must refuse what was asked for.
package struct CryptoError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was attempted, as a constant phrase.
    package let operation: String
    /// What OpenSSL said about it, oldest first; may be empty.
    package let failures: [CryptoFailure]

    /// Takes this thread's error queue along.
    init(draining operation: String) {
        self.operation = operation
        failures = CryptoErrorQueue.drain()
    }

    package var description: String {
        let reasons = failures.map(\.description).joined(separator: "; ")
        return reasons.isEmpty ? "\(operation) failed" : "\(operation) failed: \(reasons)"
    }
}
