/// Why a text is not accepted as a key.
package enum KeyError: Error, Hashable, Sendable {
    case empty
    case tooLong
    /// Neither PEM nor canonical base64.
    case encodingMalformed
    /// A private key where a public one belongs.
    case privateKeyGiven
    case certificateGiven
    /// A public key where a private one belongs.
    case publicKeyGiven
    /// A private key under a passphrase.
    case encrypted
    /// A PEM label that is not one of the accepted ones.
    case labelUnexpected
    /// More than one key, or other text around it.
    case surplusContent
    /// The bytes are not the DER of a key, or not its only DER.
    case structureMalformed
    case algorithmUnsupported
    case modulusTooSmall(bits: Int)
    case modulusTooLarge(bits: Int)
    /// Even modulus, even exponent, or one outside 3 ... 2^32 - 1.
    case parametersRefused
}

extension KeyError: CustomStringConvertible {
    /// A sentence for operators; it never quotes the text.
    package var description: String {
        switch self {
        case .empty: "The key is empty."
        case .tooLong: "The key is longer than any key that could be used."
        case .encodingMalformed: "The key is neither a PEM block nor base64."
        case .privateKeyGiven: "This is a private key; give the public key only, and treat the private one as exposed."
        case .certificateGiven: "This is a certificate; give the public key in it (openssl x509 -noout -pubkey)."
        case .publicKeyGiven: "This is a public key; the private key is needed here."
        case .encrypted: "The private key is encrypted; give it without a passphrase, readable by the gateway only."
        case .labelUnexpected: "The PEM block is not labelled as the kind of key that is needed here."
        case .surplusContent: "There is more in this text than one key."
        case .structureMalformed: "The key is not valid DER (X.509 SubjectPublicKeyInfo, or PKCS #8)."
        case .algorithmUnsupported: "The key is neither RSA nor ECDSA on P-256, P-384 or P-521."
        case .modulusTooSmall(let bits): "The RSA key has \(bits) bits; fewer than 1024 are refused."
        case .modulusTooLarge(let bits): "The RSA key has \(bits) bits; more than 8192 are refused."
        case .parametersRefused: "The RSA key has an even modulus, or an exponent not odd and within 3 ... 2^32 - 1."
        }
    }
}
