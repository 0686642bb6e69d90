package import GatehouseCrypto

/// Why new files are not used. The last good ones serve on.
package enum RotationRefusal: Error, Equatable, Sendable {
    case fileMissing(path: String)
    /// There, but not readable by this process, or not a file.
    case fileUnreadable(path: String)
    case fileEmpty(path: String)
    /// More bytes than such a file can have.
    case fileTooLarge(path: String)
    /// Not UTF-8, so not PEM.
    case fileNotText(path: String)
    case certificate(CertificateError)
    case webhookKey(KeyError)
    /// The certificate of an authority where that of a server was: whoever holds its key could make others.
    case leafIsAuthority
    /// No revocation list in the file, or one that cannot be read.
    case revocationsMalformed
    /// What was good by itself does not fit the rest of the configuration.
    case notActivated(detail: String)

    /// The stable word for records and metrics.
    package var word: String {
        switch self {
        case .fileMissing: "file_missing"
        case .fileUnreadable: "file_unreadable"
        case .fileEmpty: "file_empty"
        case .fileTooLarge: "file_too_large"
        case .fileNotText: "file_not_text"
        case .certificate(let error): error.word
        case .webhookKey: "webhook_key_refused"
        case .leafIsAuthority: "leaf_is_authority"
        case .revocationsMalformed: "revocations_malformed"
        case .notActivated: "not_activated"
        }
    }

    /// When the same files become good by the passing of time, in seconds since 1970.
    package var validFromSeconds: Int64? {
        if case .certificate(.notYetValid(_, _, let seconds)) = self { seconds } else { nil }
    }

    /// True where somebody may have been in the middle of writing: a second look is worth its time.
    package var mayBeHalfWritten: Bool {
        switch self {
        case .fileMissing, .fileEmpty, .fileNotText, .webhookKey, .revocationsMalformed: true
        case .certificate(let error): error.mayBeHalfWritten
        case .fileUnreadable, .fileTooLarge, .leafIsAuthority, .notActivated: false
        }
    }
}

extension RotationRefusal: CustomStringConvertible {
    /// A sentence for operators.
    package var description: String {
        switch self {
        case .fileMissing(let path): "The file \(path) does not exist."
        case .fileUnreadable(let path): "The file \(path) cannot be read; check its permissions."
        case .fileEmpty(let path): "The file \(path) is empty."
        case .fileTooLarge(let path): "The file \(path) is larger than 1 MB."
        case .fileNotText(let path): "The file \(path) is not text."
        case .certificate(let error): error.description
        case .webhookKey(let error): error.description
        case .leafIsAuthority: "The certificate is that of an authority; the one before it was a server's."
        case .revocationsMalformed: "The file holds no revocation list that can be read."
        case .notActivated(let detail): "It does not fit the rest of the configuration: \(detail)"
        }
    }
}

extension CertificateError {
    /// The stable word for records and metrics.
    package var word: String {
        switch self {
        case .chainUnreadable: "chain_unreadable"
        case .chainEmpty: "chain_empty"
        case .chainTooLong: "chain_too_long"
        case .blockUnexpected: "block_unexpected"
        case .certificateRefused: "certificate_refused"
        case .privateKeyRefused: "private_key_refused"
        case .keyMismatched: "key_mismatched"
        case .leafNotFirst: "leaf_not_first"
        case .chainBroken: "chain_broken"
        case .notYetValid: "not_yet_valid"
        case .expired: "expired"
        case .keyTooShort: "key_too_short"
        case .signatureWeak: "signature_weak"
        case .namesMissing: "names_missing"
        case .purposeOther: "purpose_other"
        case .nameNotCovered: "name_not_covered"
        case .authorityNeeded: "authority_needed"
        }
    }

    /// A pair of which one file is still the old one, or a text that ends too early.
    fileprivate var mayBeHalfWritten: Bool {
        switch self {
        case .chainUnreadable, .chainEmpty, .certificateRefused, .privateKeyRefused, .keyMismatched, .leafNotFirst,
            .chainBroken:
            true
        case .chainTooLong, .blockUnexpected, .notYetValid, .expired, .keyTooShort, .signatureWeak, .namesMissing,
            .purposeOther, .nameNotCovered, .authorityNeeded:
            false
        }
    }
}
