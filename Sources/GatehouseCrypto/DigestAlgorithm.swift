/// The hash functions that signature schemes of webhooks name.
package enum DigestAlgorithm: UInt8, Sendable, CaseIterable {
    /// Broken: collisions are cheap. Only for a scheme that an operator has explicitly opted in to.
    case md5
    /// Broken for signatures; some schemes still use it inside HMAC.
    case sha1
    case sha256
    case sha384
    case sha512

    /// Bytes of a digest.
    package var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The name by which providers of OpenSSL 3 know it.
    var providerName: String {
        switch self {
        case .md5: "MD5"
        case .sha1: "SHA1"
        case .sha256: "SHA2-256"
        case .sha384: "SHA2-384"
        case .sha512: "SHA2-512"
        }
    }
}
