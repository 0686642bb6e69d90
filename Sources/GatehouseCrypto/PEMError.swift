/// Why a text is not PEM (RFC 7468).
package enum PEMError: Error, Hashable, Sendable {
    case tooLong
    /// A BEGIN line without its END line, or with another label there.
    case boundaryMismatched
    /// Not base64 between the boundaries.
    case contentMalformed
    /// Fields such as `Proc-Type` between the boundaries: an encrypted key of the old kind (RFC 1421).
    case headersPresent
}

extension PEMError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tooLong: "The PEM text is longer than 1 MB."
        case .boundaryMismatched: "A BEGIN line has no END line with the same label."
        case .contentMalformed: "The text between BEGIN and END is not base64."
        case .headersPresent: "A PEM block has header fields, as encrypted keys of the old kind do."
        }
    }
}
