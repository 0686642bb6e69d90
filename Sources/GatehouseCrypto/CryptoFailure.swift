/// One entry of OpenSSL's error queue.
package struct CryptoFailure: Equatable, Sendable, CustomStringConvertible {
    /// OpenSSL's packed number: the library in the upper bits, the reason in the lower.
    package let code: UInt
    /// OpenSSL's words for it: for logs and operators, never for decisions.
    package let description: String
}
