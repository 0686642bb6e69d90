internal import COpenSSL

/// Reads the facts out of an `X509 *`, which is live and only read by every function here.
enum CertificateInspection {
    static func facts(of certificate: OpaquePointer) throws(CertificateParsingError) -> CertificateFacts {
        CryptoErrorQueue.clear()
        defer { CryptoErrorQueue.clear() }
        // Asking for the flags fills OpenSSL's cache of extensions and finds those that are broken.
        let flags = unsafe X509_get_extension_flags(certificate)
        guard flags & UInt32(EXFLAG_INVALID) == 0 else { throw .extensionsMalformed }
        guard let notBefore = unsafe X509_get0_notBefore(certificate).flatMap({ unsafe ASN1Text.seconds(of: $0) }),
            let notAfter = unsafe X509_get0_notAfter(certificate).flatMap({ unsafe ASN1Text.seconds(of: $0) })
        else { throw .datesMalformed }
        return CertificateFacts(
            subject: unsafe text(of: X509_get_subject_name(certificate)),
            issuer: unsafe text(of: X509_get_issuer_name(certificate)),
            serialNumber: unsafe serialNumber(of: certificate),
            names: try unsafe names(of: certificate),
            notBeforeSeconds: notBefore,
            notAfterSeconds: notAfter,
            publicKey: try unsafe publicKey(of: certificate),
            isAuthority: flags & UInt32(EXFLAG_CA) != 0,
            allowsServerAuthentication: unsafe allowsServerAuthentication(certificate, flags),
            isSelfIssued: flags & UInt32(EXFLAG_SI) != 0,
            isSignatureWeak: unsafe isSignatureWeak(certificate))
    }

    private static func text(of name: OpaquePointer?) -> String {
        guard let name = unsafe name else { return "" }
        return unsafe ASN1Text.text(of: name)
    }

    private static func serialNumber(of certificate: OpaquePointer) -> String {
        guard let number = unsafe X509_get0_serialNumber(certificate) else { return "" }
        let bytes = unsafe ASN1Text.bytes(of: number)
        return Hex.encode(bytes.span)
    }

    /// The key goes through the same checks as one from a file.
    private static func publicKey(of certificate: OpaquePointer) throws(CertificateParsingError) -> PublicKey {
        // A reference of our own, which the owner takes over.
        guard let key = unsafe X509_get_pubkey(certificate) else { throw .publicKeyRefused(.structureMalformed) }
        do {
            return try unsafe PublicKey(owning: key)
        } catch {
            throw .publicKeyRefused(error)
        }
    }

    private static func names(of certificate: OpaquePointer) throws(CertificateParsingError) -> [CertificateName] {
        var isCritical: Int32 = 0
        guard
            let list = unsafe X509_get_ext_d2i(certificate, NID_subject_alt_name, &isCritical, nil)
                .map({ OpaquePointer($0) })
        else {
            // -1 says that there is none; anything else that there are two, or one that cannot be read.
            guard isCritical == -1 else { throw .extensionsMalformed }
            return []
        }
        defer { unsafe GENERAL_NAMES_free(list) }
        // The list is ours until it is freed; its names are copied before.
        return unsafe (0..<max(0, OPENSSL_sk_num(list))).compactMap { unsafe name(OPENSSL_sk_value(list, $0)) }
    }

    /// Reads a `GENERAL_NAME *`; nil for a kind that is neither a DNS name nor an address, and for ill-formed ones.
    private static func name(_ element: UnsafeMutableRawPointer?) -> CertificateName? {
        guard let element = unsafe element else { return nil }
        var kind: Int32 = -1
        let name = unsafe element.assumingMemoryBound(to: GENERAL_NAME.self)
        guard let value = unsafe GENERAL_NAME_get0_value(name, &kind) else { return nil }
        // For these two kinds the value is an ASN1_STRING (RFC 5280 section 4.2.1.6).
        switch kind {
        case GEN_DNS:
            let bytes = unsafe ASN1Text.bytes(of: value.assumingMemoryBound(to: ASN1_STRING.self))
            guard case .dns(let name) = CertificateName(parsing: String(decoding: bytes, as: UTF8.self)) else {
                return nil
            }
            return .dns(name)
        case GEN_IPADD:
            return CertificateName(address: unsafe ASN1Text.bytes(of: value.assumingMemoryBound(to: ASN1_STRING.self)))
        default:
            return nil
        }
    }

    private static func allowsServerAuthentication(_ certificate: OpaquePointer, _ flags: UInt32) -> Bool {
        guard flags & UInt32(EXFLAG_XKUSAGE) != 0 else { return true }
        return unsafe X509_get_extended_key_usage(certificate) & UInt32(XKU_SSL_SERVER | XKU_ANYEKU) != 0
    }

    private static func isSignatureWeak(_ certificate: OpaquePointer) -> Bool {
        var digest: Int32 = 0
        guard unsafe X509_get_signature_info(certificate, &digest, nil, nil, nil) == 1 else { return false }
        return digest == NID_md5 || digest == NID_sha1
    }
}
