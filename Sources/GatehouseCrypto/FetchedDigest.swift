internal import COpenSSL

/// Owns one `EVP_MD *`, fetched from a provider once per process.
///
/// Looking an algorithm up takes a lock and a search in OpenSSL 3; a fetched one costs nothing to use. Never freed: the
/// five instances live as long as the process.
@safe final class FetchedDigest: @unchecked Sendable {
    // `@unchecked`: the handle is never changed after init, and OpenSSL only reads through it, or counts references
    // atomically (openssl-threads(7)).

    /// nil when no provider offers the algorithm; every use of it then fails.
    let handle: OpaquePointer?

    private init(_ algorithm: DigestAlgorithm) {
        // The name is copied by the call; nil stands for the default library context and no property query.
        unsafe handle = EVP_MD_fetch(nil, algorithm.providerName, nil)
        if unsafe handle == nil { CryptoErrorQueue.clear() }
    }

    private static let md5 = FetchedDigest(.md5)
    private static let sha1 = FetchedDigest(.sha1)
    private static let sha256 = FetchedDigest(.sha256)
    private static let sha384 = FetchedDigest(.sha384)
    private static let sha512 = FetchedDigest(.sha512)

    static func of(_ algorithm: DigestAlgorithm) -> FetchedDigest {
        switch algorithm {
        case .md5: md5
        case .sha1: sha1
        case .sha256: sha256
        case .sha384: sha384
        case .sha512: sha512
        }
    }
}
