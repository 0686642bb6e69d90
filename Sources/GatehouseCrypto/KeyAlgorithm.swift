/// The kinds of asymmetric keys that the gateway handles.
package enum KeyAlgorithm: Hashable, Sendable, CustomStringConvertible {
    case rsa(bits: Int)
    case ecdsa(Curve)

    /// The curves that certificates use (FIPS 186-4), by the names that NIST gives them.
    package enum Curve: String, Hashable, Sendable, CaseIterable {
        case p256 = "P-256"
        case p384 = "P-384"
        case p521 = "P-521"

        /// Length of the group order.
        package var bits: Int {
            switch self {
            case .p256: 256
            case .p384: 384
            case .p521: 521
            }
        }

        /// OpenSSL's name of the group (SEC 2, and X9.62 for P-256).
        var groupName: String {
            switch self {
            case .p256: "prime256v1"
            case .p384: "secp384r1"
            case .p521: "secp521r1"
            }
        }
    }

    /// Length of the modulus or of the group order.
    package var bits: Int {
        switch self {
        case .rsa(let bits): bits
        case .ecdsa(let curve): curve.bits
        }
    }

    package var description: String {
        switch self {
        case .rsa(let bits): "RSA-\(bits)"
        case .ecdsa(let curve): "ECDSA \(curve.rawValue)"
        }
    }
}
