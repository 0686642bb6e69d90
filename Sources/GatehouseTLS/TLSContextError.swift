/// Why settings make no context. Nothing starts, and nothing is replaced, with such settings.
package enum TLSContextError: Error, Equatable, Sendable {
    /// No certificate in the text, or one that cannot be read. Names the pair, or the authorities' file.
    case certificateMalformed(id: String)
    /// No private key, an encrypted one, or one that cannot be read.
    case keyMalformed(id: String)
    /// The key is not the certificate's.
    case keyMismatch(id: String)
    /// Neither RSA nor ECDSA.
    case keyKindRefused(id: String)
    /// The library refuses the certificate or key, for instance for being too weak (security level 2).
    case pairRefused(id: String, detail: String)
    /// A name in the certificate holds NUL or other bytes that no name has: somebody plays tricks (CVE-2026-47778).
    case subjectNameMalformed(id: String)
    /// A name in the settings is neither a host name nor a wildcard for one label.
    case nameMalformed(id: String)
    /// A name in the settings is not in the certificate.
    case nameNotCovered(id: String)
    /// No name in the settings and none in the certificate.
    case nameMissing(id: String)
    /// Two pairs of the same kind claim the same name.
    case nameAmbiguous(name: String, first: String, second: String)
    /// The default names a pair that does not exist, or two of one kind.
    case defaultPairInvalid(id: String)
    /// No pair at all.
    case pairMissing
    /// The list of trusted authorities is empty.
    case authorityMissing
    /// A file of revocation lists has none, or one that cannot be read.
    case revocationsMalformed
    /// The library failed in a way that settings do not explain.
    case library(detail: String)

    /// What the library has just left in its error queue.
    static func library() -> TLSContextError {
        .library(detail: ErrorQueue.text(of: ErrorQueue.take()))
    }
}
